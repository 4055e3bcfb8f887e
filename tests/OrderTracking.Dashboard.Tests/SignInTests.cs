using System.Security.Cryptography;
using System.Text;
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

namespace OrderTracking.Dashboard.Tests;

/// <summary>Sign-in at an issuer: authorization code and PKCE, renewal with the roles of that moment, and sign-out.</summary>
public sealed class SignInTests(Browser browser) : IAsyncLifetime
{
    private readonly ECDsaSecurityKey key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "first" };
    private readonly TestClock clock = new();
    private readonly CapturedLog heard = new();
    private TestDatabase database = null!;
    private WebApplication issuer = null!;
    private RunningService service = null!;
    private string challenge = "", audience = "dashboard";
    private Role[] roles = [Role.Auditor];
    private int renewals;
    private bool isRefused;

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
        service = await RunningService.StartAsync(database.ConnectionString, clock, heard: heard,
            identity: new Identity.OpenIdConnect(new Uri(Authority), "freight") { Client = new("dashboard", "secret") });
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await issuer.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task people_sign_in_at_the_issuer_and_come_back_to_where_they_were_going()
    {
        var page = await browser.Open(service.Http.BaseAddress!, "en");
        await page.GotoAsync("/today");
        await page.Locator("main a.button").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/today");

        (await page.ContentAsync()).ShouldContain("handle", Case.Sensitive, string.Join('\n', heard.Lines));
        (await page.Locator(".handle").InnerTextAsync()).ShouldBe("zhao");
        var cookie = (await page.Context.CookiesAsync()).Single(one => one.Name == "__Host-ordertracking");
        (cookie.HttpOnly, cookie.Secure, cookie.Path).ShouldBe((true, true, "/"));
        // The cookie is for reads only.
        (await page.APIRequest.GetAsync("/v1/definitions")).Status.ShouldBe(200);
        (await page.APIRequest.PostAsync("/v1/views/rebuild")).Status.ShouldBe(401);

        await page.Locator(".who button").ClickAsync();
        await page.WaitForURLAsync("**/sign-in");
        (await page.APIRequest.GetAsync("/v1/definitions")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task roles_are_taken_anew_when_the_identity_token_has_expired_and_a_refused_renewal_ends_the_session()
    {
        var page = await browser.Open(service.Http.BaseAddress!, "en");
        await page.GotoAsync("/sign-in?back=/today");
        await page.Locator("main a.button").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/today");
        (await page.ContentAsync()).ShouldContain("handle", Case.Sensitive, string.Join('\n', heard.Lines));

        (roles, clock.Now) = ([Role.Supervisor], DateTimeOffset.UtcNow.AddHours(1));
        await page.GotoAsync("/today");
        new Uri(page.Url).AbsolutePath.ShouldBe("/reports", string.Join('\n', heard.Lines));
        (await page.Locator(".handle").GetAttributeAsync("title")).ShouldBe("Supervisor");

        (isRefused, clock.Now) = (true, DateTimeOffset.UtcNow.AddHours(2));
        await page.GotoAsync("/");
        page.Url.ShouldContain("/sign-in");
    }

    [Fact]
    public async Task an_identity_token_for_another_client_signs_nobody_in()
    {
        audience = "another";
        var page = await browser.Open(service.Http.BaseAddress!, "en");
        await page.GotoAsync("/sign-in?back=/today");
        await page.Locator("main a.button").ClickAsync();

        await page.Locator(".fault").WaitForAsync();
        (await page.Context.CookiesAsync()).ShouldNotContain(cookie => cookie.Name == "__Host-ordertracking");
    }

    private async Task Answer(HttpContext context)
    {
        var point = key.ECDsa.ExportParameters(false).Q;
        context.Response.ContentType = "application/json";
        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration":
                await context.Response.WriteAsync(JsonSerializer.Serialize(new
                {
                    issuer = Authority, jwks_uri = $"{Authority}/keys", authorization_endpoint = $"{Authority}/authorize",
                    token_endpoint = $"{Authority}/token",
                }));
                break;
            case "/keys":
                await context.Response.WriteAsync(JsonSerializer.Serialize(new
                {
                    keys = new[] { new { kty = "EC", crv = "P-256", use = "sig", kid = "first", x = Base64UrlEncoder.Encode(point.X),
                        y = Base64UrlEncoder.Encode(point.Y) } },
                }));
                break;
            case "/authorize":
                var asked = context.Request.Query;
                (asked["code_challenge_method"].ToString(), asked["client_id"].ToString()).ShouldBe(("S256", "dashboard"));
                challenge = asked["code_challenge"]!;
                context.Response.Redirect($"{asked["redirect_uri"]}?code=c1&state={Uri.EscapeDataString(asked["state"]!)}");
                break;
            default:
                await Token(context);
                break;
        }
    }

    private async Task Token(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var isProven = form["grant_type"] == "refresh_token" ? form["refresh_token"] == $"r{renewals}"
            : Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == challenge;
        if (isRefused || !isProven || form["client_secret"] != "secret")
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("{\"error\":\"invalid_grant\"}");
            return;
        }
        var token = Tokens.Describe(Tokens.Caller("zhao", roles));
        (token.Issuer, token.Audience, token.Expires) = (Authority, audience, DateTime.UtcNow.AddMinutes(10));
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            access_token = "a1", token_type = "Bearer", expires_in = 600, refresh_token = $"r{++renewals}",
            id_token = DevelopmentIdentity.Sign(token, key),
        }));
    }
}
