using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrderTracking.Testing;

/// <summary>
/// The development identity of services in a test's folder: its key is made before the first of them starts, so that a test can sign
/// tokens of any caller.
/// </summary>
public sealed class DevelopmentIdentity
{
    public const string Issuer = "urn:ordertracking:development", Audience = "ordertracking";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="folder">The services' ORDERTRACKING_DATA; made if it does not exist.</param>
    public DevelopmentIdentity(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string Folder { get; }

    public string KeyFile => Path.Combine(Folder, "development-identity.pem");

    public SecurityKey Key => new ECDsaSecurityKey(key);

    /// <summary>A token of a caller that may record everywhere, read everything and record reference data.</summary>
    public string Anybody => Token("anybody", ["dispatcher", "auditor", "administrator"], ["*"]);

    /// <param name="roles">By their names in tokens.</param>
    public string Token(string subject, string[] roles, string[]? stations = null, string[]? accounts = null) =>
        Sign(Describe(subject, subject, roles, stations ?? [], accounts ?? []), Key);

    /// <summary>The claims of such a token.</summary>
    public static SecurityTokenDescriptor Describe(string subject, string handle, string[] roles, string[] stations, string[] accounts) =>
        new()
    {
        Issuer = Issuer, Audience = Audience, IssuedAt = DateTime.UtcNow, NotBefore = DateTime.UtcNow.AddMinutes(-1),
        Expires = DateTime.UtcNow.AddHours(12),
        Claims = new Dictionary<string, object> { ["sub"] = subject, ["preferred_username"] = handle, ["roles"] = roles,
            ["stations"] = stations, ["accounts"] = accounts },
    };

    public static string Sign(SecurityTokenDescriptor token, SecurityKey? key, string algorithm = SecurityAlgorithms.EcdsaSha256)
    {
        token.SigningCredentials = key is null ? null : new(key, algorithm);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }
}
