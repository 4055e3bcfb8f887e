using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrderTracking.Api.Access;

/// <summary>Who vouches for callers: tokens that he signed are believed.</summary>
public abstract record Identity
{
    /// <summary>What a token must be meant for, unless it is said otherwise.</summary>
    public const string DefaultAudience = "ordertracking";

    // Signatures that only the issuer can make: no shared secrets, and never none.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
    ];

    /// <summary>An OpenID Connect issuer, whose keys are found by its discovery document and looked up again when he changes them.</summary>
    public sealed record OpenIdConnect(Uri Authority, string Audience) : Identity
    {
        internal override TokenValidationParameters Checks()
        {
            var checks = Checks(Audience);
            checks.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                $"{Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever { RequireHttps = !Authority.IsLoopback });
            return checks;
        }
    }

    /// <summary>This machine itself, by a key in a file: for a fresh machine, never for others.</summary>
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

    /// <summary>How tokens are checked.</summary>
    internal abstract TokenValidationParameters Checks();

    private static TokenValidationParameters Checks(string audience) => new()
    {
        ValidAudience = audience, ValidAlgorithms = Algorithms, RequireSignedTokens = true, RequireExpirationTime = true, ClockSkew = TimeSpan.FromSeconds(30),
        ValidateIssuerSigningKey = true,
    };
}
