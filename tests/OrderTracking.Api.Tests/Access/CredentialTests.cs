using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>Invalid credentials: the answers do not differ, and no credential is logged.</summary>
[Trait("Engine", "any")]
public sealed class CredentialTests(CredentialTests.Heard fixture) : IClassFixture<CredentialTests.Heard>
{
    private static readonly Caller Auditor = Tokens.Caller("audit", [Role.Auditor]);

    private readonly CapturedLog heard = fixture.Log;
    private readonly RunningService service = fixture.Service;

    public static TheoryData<string> WrongTokens => [.. Wrong.Keys];

    private static Dictionary<string, (Func<string> Token, string Says)> Wrong { get; } = new()
    {
        ["expired"] = (() =>
            Signed(token => (token.NotBefore, token.Expires) = (DateTime.UtcNow.AddHours(-2), DateTime.UtcNow.AddMinutes(-1))),
                "has expired"),
        ["not valid yet"] = (() => Signed(token => token.NotBefore = DateTime.UtcNow.AddMinutes(5)), "not valid yet"),
        ["never expires"] = (() => Signed(token => token.Expires = null), "never expires"),
        ["another audience"] = (() => Signed(token => token.Audience = "another"), "another service"),
        ["no audience"] = (() => Signed(token => token.Audience = null), "another service"),
        ["another issuer"] = (() => Signed(token => token.Issuer = "https://issuer.example"), "another issuer"),
        ["no subject"] = (() => Signed(token => token.Claims.Remove("sub")), "no subject"),
        ["alg none"] = (() => DevelopmentIdentity.Sign(Tokens.Describe(Auditor), null), "signature"),
        ["alg none under another's name"] = (() => WithHeader(Tokens.Of(Auditor), """{"alg":"none","typ":"JWT"}"""), "signature"),
        ["signed with the public key as a shared secret"] = (SharedSecret, "signature"),
        ["signed by somebody else"] = (() => DevelopmentIdentity.Sign(Tokens.Describe(Auditor),
            new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256))), "signature"),
        ["claims altered"] = (Altered, "signature"),
        ["signature cut off"] = (() => Tokens.Of(Auditor)[..(Tokens.Of(Auditor).LastIndexOf('.') + 1)], "signature"),
        ["a critical extension"] =
            (() => Raw("""{"alg":"ES256","typ":"JWT","crit":["b64"],"b64":false}""", Claims()), "critical extension"),
        ["a token for something else"] = (() => Signed(token => token.TokenType = "logout+jwt"), "another type"),
        ["a subject with NUL"] = (() => Raw(Claims(subject: "a\\u0000b")), "control characters"),
        ["a subject on two lines"] = (() => Raw(Claims(subject: "a\\n2026-01-01 ERR b")), "control characters"),
        ["a station with NUL"] = (() => Raw(Claims(station: "S\\u0000")), "control characters"),
        ["a station with half a surrogate"] = (() => Raw(Claims(station: "S\\ud800")), "no text"),
        ["an account with half a surrogate"] = (() => Raw(Claims(account: "\\udc00")), "no text"),
        ["a handle with NUL"] = (() => Raw(Claims(handle: "\\u0000")), "control characters"),
        ["no token at all"] = (() => "something", "cannot be read"),
        ["too long"] = (() => new string('x', 17_000), "expected one bearer token or key"),
    };

    [Theory]
    [MemberData(nameof(WrongTokens))]
    public async Task an_invalid_token_is_refused_and_never_logged(string what)
    {
        var (make, says) = Wrong[what];
        var token = make();

        var answer = await service.As(token).Get("/v1/waybills");

        answer.Status.ShouldBe(401, answer.ToString());
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Code.ShouldBe("invalid-token");
        answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer realm=\"ordertracking\", error=\"invalid_token\"");
        answer.Body.GetProperty("detail").GetString()!.ShouldContain(says);
        ShouldHaveLogged(token, says);
    }

    [Theory]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"ES256","typ":"application/AT+JWT"}""")]
    public async Task a_token_may_leave_its_type_out_or_be_an_access_token(string header) =>
        (await service.As(Raw(header, Claims())).Get("/v1/waybills")).Status.ShouldBe(200);

    [Fact]
    public async Task a_request_without_credentials_is_told_how_to_send_them()
    {
        var answer = await service.As((string?)null).Get("/v1/waybills");

        (answer.Status, answer.Code, answer.Field).ShouldBe((401, "unauthenticated", "Authorization"));
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"ordertracking\"");
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData("Bearer")]
    [InlineData("")]
    public async Task credentials_in_any_other_form_are_refused(string authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/waybills");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        var answer = await service.As((string?)null).Send(request);

        (answer.Status, answer.Code).ShouldBe((401, "invalid-token"));
        answer.Headers.WwwAuthenticate.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("altered", "unknown")]
    [InlineData("unknown", "unknown")]
    [InlineData("malformed", "malformed")]
    [InlineData("revoked", "revoked")]
    [InlineData("expired", "expired")]
    public async Task an_invalid_key_is_refused_and_never_logged(string what, string says)
    {
        var made = await service.Post("/v1/keys",
            new { name = "岔路口", roles = new[] { "branchSystem" }, stations = new[] { "SHA" },
                expiresAt = DateTimeOffset.UtcNow.AddSeconds(what == "expired" ? 2 : 3600) });
        made.Status.ShouldBe(201, made.ToString());
        var (key, id) = (made.Body.GetProperty("key").GetString()!, made.Body.GetProperty("id").GetString()!);
        (await service.As(key).Get("/v1/waybills")).Status.ShouldBe(200);
        switch (what)
        {
            case "altered": key = key[..^1] + (key[^1] == '0' ? '1' : '0'); break;
            case "unknown": key = $"otk_{new string('0', 16)}_{key[^64..]}"; break;
            case "malformed": key = key[..^2]; break;
            case "revoked": (await service.Send(new HttpRequestMessage(HttpMethod.Delete, $"/v1/keys/{id}"))).Status.ShouldBe(200); break;
            default: await Task.Delay(TimeSpan.FromSeconds(2.2), TestContext.Current.CancellationToken); break;
        }

        var answer = await service.As(key).Get("/v1/waybills");

        (answer.Status, answer.Code).ShouldBe((401, "invalid-token"), answer.ToString());
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        ShouldHaveLogged(key[^62..], says);
    }

    [Fact]
    public async Task a_cached_token_expires_when_the_token_does()
    {
        // Clocks may differ by 30 seconds, so it is valid for five more; they are long enough for a request on a busy machine.
        var expires = DateTime.UtcNow.AddSeconds(-25);
        var token = Signed(token => token.Expires = expires);

        (await service.As(token).Get("/v1/waybills")).Status.ShouldBe(200);
        await Task.Delay(expires.AddSeconds(30.5) - DateTime.UtcNow, TestContext.Current.CancellationToken);
        (await service.As(token).Get("/v1/waybills")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task a_caller_without_a_role_has_no_right_to_anything()
    {
        var answer = await service.As(Tokens.Caller("nobody", [])).Get("/v1/definitions");

        (answer.Status, answer.Code).ShouldBe((403, "forbidden"));
    }

    private void ShouldHaveLogged(string secret, string says)
    {
        heard.Lines.ShouldContain(line => line.Contains(says, StringComparison.Ordinal)
            || says.Contains("expected one", StringComparison.Ordinal));
        heard.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        foreach (var part in secret.Split('.').Where(part => part.Length > 20))
            heard.Lines.ShouldNotContain(line => line.Contains(part, StringComparison.Ordinal));
    }

    private static string Signed(Action<SecurityTokenDescriptor> alter)
    {
        var token = Tokens.Describe(Auditor);
        alter(token);
        return DevelopmentIdentity.Sign(token, Tokens.Key);
    }

    /// <summary>A token with these parts as they are; no library would write some of them.</summary>
    private static string Raw(string header, string claims)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(claims)}";
        return $"{signed}.{Base64UrlEncoder.Encode(Tokens.Key.ECDsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Raw(string claims) => Raw("""{"alg":"ES256","typ":"JWT"}""", claims);

    private static string Claims(string subject = "audit", string station = "SHA", string account = "ACME", string handle = "audit") =>
        $$"""
        {"iss":"{{DevelopmentIdentity.Issuer}}","aud":"ordertracking","exp":{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}},
        "sub":"{{subject}}","preferred_username":"{{handle}}","roles":["auditor"],"stations":["{{station}}"],"accounts":["{{account}}"]}
        """;

    private static string WithHeader(string token, string header) =>
        $"{Base64UrlEncoder.Encode(header)}{token[token.IndexOf('.', StringComparison.Ordinal)..]}";

    private static string Altered()
    {
        var parts = Tokens.Of(Auditor).Split('.');
        var claims = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1]))
            .Replace("\"auditor\"", "\"administrator\"", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}";
    }

    private static string SharedSecret() => DevelopmentIdentity.Sign(
        Tokens.Describe(Auditor), new SymmetricSecurityKey(Tokens.Key.ECDsa.ExportSubjectPublicKeyInfo()), SecurityAlgorithms.HmacSha256);

    /// <summary>A service whose log can be read, with an ample limit of failed sign-ins.</summary>
    public sealed class Heard : IAsyncLifetime
    {
        private TestDatabase database = null!;

        public CapturedLog Log { get; } = new();

        public RunningService Service { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            database = await TestDatabase.CreateAsync();
            Service = await RunningService.StartAsync(database.ConnectionString, heard: Log,
                limits: new() { Rate = 100_000, Guesses = 10_000 });
        }

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            await database.DisposeAsync();
            Log.Dispose();
        }
    }
}
