using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Testing;

namespace OrderTracking.Api.Testing;

/// <summary>
/// An OpenID Connect issuer on a port of its own: its document and keys, and sign-in by authorization code and PKCE of one person, who
/// always agrees.
/// </summary>
public sealed class FakeIssuer : IAsyncDisposable
{
    private WebApplication app = null!;
    private string challenge = "";
    private int renewals;

    private FakeIssuer()
    {
    }

    public Uri Authority => new(app.Urls.Single());

    public ECDsaSecurityKey Key { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "first" };

    /// <summary>The service's client at it.</summary>
    public SignInClient Client { get; } = new("dashboard", "secret");

    /// <summary>Whether it answers 503 to everything.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether it gives no tokens.</summary>
    public bool IsRefusing { get; set; }

    /// <summary>Whom identity tokens are for.</summary>
    public string Audience { get; set; } = "dashboard";

    /// <summary>Whom identity tokens are of.</summary>
    public Caller Person { get; set; } = Tokens.Caller("zhao", [Role.Auditor]);

    public static async Task<FakeIssuer> StartAsync()
    {
        var issuer = new FakeIssuer();
        issuer.app = await LocalServer.StartAsync(issuer.Answer);
        return issuer;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        if (IsAway) context.Response.StatusCode = 503;
        else
            switch (context.Request.Path.Value)
            {
                case "/.well-known/openid-configuration":
                    var authority = app.Urls.Single();
                    await Write(context, new
                    {
                        issuer = authority, jwks_uri = $"{authority}/keys", authorization_endpoint = $"{authority}/authorize",
                        token_endpoint = $"{authority}/token",
                    });
                    break;
                case "/keys":
                    var point = Key.ECDsa.ExportParameters(false).Q;
                    var (x, y) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
                    await Write(context, new { keys = new[] { new { kty = "EC", crv = "P-256", use = "sig", kid = Key.KeyId, x, y } } });
                    break;
                case "/authorize":
                    Authorize(context);
                    break;
                default:
                    await GiveTokens(context);
                    break;
            }
    }

    private void Authorize(HttpContext context)
    {
        var asked = context.Request.Query;
        if ((asked["code_challenge_method"], asked["client_id"]) != ("S256", Client.Id)) context.Response.StatusCode = 400;
        else
        {
            challenge = asked["code_challenge"]!;
            context.Response.Redirect($"{asked["redirect_uri"]}?code=c1&state={Uri.EscapeDataString(asked["state"]!)}");
        }
    }

    private async Task GiveTokens(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var isProven = form["grant_type"] == "refresh_token" ? form["refresh_token"] == $"r{renewals}"
            : Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == challenge;
        if (IsRefusing || !isProven || form["client_secret"] != Client.Secret)
        {
            context.Response.StatusCode = 400;
            await Write(context, new { error = "invalid_grant" });
            return;
        }
        var token = Tokens.Describe(Person);
        (token.Issuer, token.Audience, token.Expires) = (app.Urls.Single(), Audience, DateTime.UtcNow.AddMinutes(10));
        await Write(context, new
        {
            access_token = "a1", token_type = "Bearer", expires_in = 600, refresh_token = $"r{++renewals}",
            id_token = DevelopmentIdentity.Sign(token, Key),
        });
    }

    private static Task Write(HttpContext context, object answer) => context.Response.WriteAsync(JsonSerializer.Serialize(answer));
}
