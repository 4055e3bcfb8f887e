using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrderTracking.Api.Access;

/// <summary>The issuer whose signed tokens are accepted.</summary>
public abstract record Identity
{
    /// <summary>The audience that a token must have, unless another is set.</summary>
    public const string DefaultAudience = "ordertracking";

    // Asymmetric signatures only, which only the issuer can make: no shared secrets, and never 'none'.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512, SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
    ];

    /// <summary>An OpenID Connect issuer. Its keys are found by its discovery document, and fetched again when they change.</summary>
    public sealed record OpenIdConnect(Uri Authority, string Audience) : Identity
    {
        /// <summary>The dashboard as a client of the issuer; null where nobody signs in to the dashboard.</summary>
        public SignInClient? Client { get; init; }

        internal override TokenValidationParameters Checks() => ChecksFor(Audience);

        /// <summary>How the identity tokens of people who sign in are validated: they are meant for the client.</summary>
        internal TokenValidationParameters ChecksOfIdentity(SignInClient client) => ChecksFor(client.Id);

        private TokenValidationParameters ChecksFor(string audience)
        {
            var checks = Checks(audience);
            checks.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                $"{Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever { RequireHttps = !Authority.IsLoopback });
            return checks;
        }
    }

    /// <summary>This machine, by a key in a file: for development only, never for a service that others use.</summary>
    public sealed record Development(string KeyFile) : Identity
    {
        internal override TokenValidationParameters Checks()
        {
            var checks = Checks(DefaultAudience);
            checks.ValidIssuer = DevelopmentKey.Issuer;
            checks.IssuerSigningKey = DevelopmentKey.At(KeyFile);
            return checks;
        }
    }

    /// <summary>How tokens are validated.</summary>
    internal abstract TokenValidationParameters Checks();

    // Not tokens for other purposes of the same issuer, such as logout+jwt (RFC 8725, 3.11). A token may have no type (RFC 7519, 5.1).
    private static readonly string[] Types = ["JWT", "at+jwt", "application/jwt", "application/at+jwt"];

    private static TokenValidationParameters Checks(string audience) => new()
    {
        TypeValidator = (type, _, _) => type is not { Length: > 0 } || Types.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? type : throw new SecurityTokenInvalidTypeException($"a token of the type {type}") { InvalidType = type },
        ValidAudience = audience, ValidAlgorithms = Algorithms, RequireSignedTokens = true, RequireExpirationTime = true,
        ClockSkew = TimeSpan.FromSeconds(30),
        ValidateIssuerSigningKey = true,
    };
}

/// <summary>A client that is registered with the issuer.</summary>
/// <param name="Secret">Null for a public client, which PKCE alone protects.</param>
public sealed record SignInClient(string Id, string? Secret);
