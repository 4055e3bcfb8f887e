using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>Tokens of an OpenID Connect issuer, found by its discovery document.</summary>
[Trait("Engine", "any")]
public sealed class IssuerTests : IAsyncLifetime
{
    private static readonly Caller Auditor = Tokens.Caller("audit", [Role.Auditor]);

    private TestDatabase database = null!;
    private FakeIssuer issuer = null!;
    private RunningService service = null!;

    public async ValueTask InitializeAsync()
    {
        (database, issuer) = (await TestDatabase.CreateAsync(), await FakeIssuer.StartAsync());
        service = await RunningService.StartAsync(database.ConnectionString,
            identity: new Identity.OpenIdConnect(issuer.Authority, "freight"));
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
        issuer.IsAway = true;
        var away = await service.As(Token(_ => { })).Get("/v1/definitions");

        (away.Status, away.Code).ShouldBe((503, "issuer-unavailable"), away.ToString());
        away.Headers.RetryAfter.ShouldNotBeNull();
        issuer.IsAway = false;
        (await service.As(Token(_ => { })).Get("/v1/definitions")).Status.ShouldBe(200);
    }

    private SecurityTokenDescriptor Describe()
    {
        var token = Tokens.Describe(Auditor);
        (token.Issuer, token.Audience) = (issuer.Authority.OriginalString, "freight");
        return token;
    }

    private string Token(Action<SecurityTokenDescriptor> alter)
    {
        var token = Describe();
        alter(token);
        return DevelopmentIdentity.Sign(token, issuer.Key);
    }
}
