using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>Tokens of an OpenID Connect issuer, found by its discovery document.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    private static readonly Caller Auditor = Tokens.Caller("audit", [Role.Auditor]);

    private readonly ECDsaSecurityKey key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "first" };
    private TestDatabase database = null!;
    private WebApplication issuer = null!;
    private RunningService service = null!;
    private bool isAway;

    private string Authority => issuer.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        issuer = builder.Build();
        issuer.Run(Answer);
        await issuer.StartAsync();
        service = await RunningService.StartAsync(database.ConnectionString,
            identity: new Identity.OpenIdConnect(new Uri(Authority), "freight"));
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await issuer.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task only_tokens_of_the_issuer_are_accepted()
    {
        (await service.As(Token(token => { })).Get("/v1/definitions")).Status.ShouldBe(200);
        (await service.As(Token(token => token.Issuer = DevelopmentIdentity.Issuer)).Get("/v1/definitions")).Status.ShouldBe(401);
        (await service.As(Token(token => token.Audience = "ordertracking")).Get("/v1/definitions")).Status.ShouldBe(401);
        (await service.As(DevelopmentIdentity.Sign(Describe(),
            new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "first" })).Get("/v1/definitions")).Status
            .ShouldBe(401);
        (await service.As(Tokens.Of(Auditor)).Get("/v1/definitions")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task while_the_issuer_does_not_answer_tokens_are_not_called_invalid()
    {
        isAway = true;
        var away = await service.As(Token(_ => { })).Get("/v1/definitions");

        (away.Status, away.Code).ShouldBe((503, "issuer-unavailable"), away.ToString());
        away.Headers.RetryAfter.ShouldNotBeNull();
        isAway = false;
        (await service.As(Token(_ => { })).Get("/v1/definitions")).Status.ShouldBe(200);
    }

    private SecurityTokenDescriptor Describe()
    {
        var token = Tokens.Describe(Auditor);
        (token.Issuer, token.Audience) = (Authority, "freight");
        return token;
    }

    private string Token(Action<SecurityTokenDescriptor> alter)
    {
        var token = Describe();
        alter(token);
        return DevelopmentIdentity.Sign(token, key);
    }

    private async Task Answer(HttpContext context)
    {
        if (isAway)
        {
            context.Response.StatusCode = 503;
            return;
        }
        var point = key.ECDsa.ExportParameters(false).Q;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(context.Request.Path == "/.well-known/openid-configuration"
            ? JsonSerializer.Serialize(new { issuer = Authority, jwks_uri = $"{Authority}/keys" })
            : JsonSerializer.Serialize(
                new { keys = new[] { new { kty = "EC", crv = "P-256", use = "sig", kid = "first", x = Base64UrlEncoder.Encode(point.X),
                    y = Base64UrlEncoder.Encode(point.Y) } } }));
    }
}
