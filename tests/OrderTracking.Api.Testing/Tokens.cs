using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;

namespace OrderTracking.Api.Testing;

/// <summary>Callers of the services that run in this process: all of them believe one development identity.</summary>
public static class Tokens
{
    public const string Issuer = "urn:ordertracking:development", Audience = Api.Access.Identity.DefaultAudience;

    /// <summary>May do all that a test asks for: records everywhere, reads everything, lays down reference data.</summary>
    public static Caller Anybody { get; } = Caller("anybody", [Role.Dispatcher, Role.Auditor, Role.Administrator], [Application.Access.Caller.Everywhere]);

    public static Identity.Development Identity { get; } =
        new(Path.Combine(Directory.CreateTempSubdirectory("ordertracking-identity-").FullName, "development-identity.pem"));

    public static Caller Caller(string subject, Role[] roles, string[]? stations = null, string[]? accounts = null) => new(subject, subject, roles, stations ?? [], accounts ?? []);

    /// <summary>A token that the services of this process believe.</summary>
    public static string Of(Caller caller) => Sign(Describe(caller), Key());

    /// <summary>What such a token says; a test may make it say something wrong.</summary>
    public static SecurityTokenDescriptor Describe(Caller caller) => new()
    {
        Issuer = Issuer, Audience = Audience, IssuedAt = DateTime.UtcNow, NotBefore = DateTime.UtcNow.AddMinutes(-1), Expires = DateTime.UtcNow.AddHours(1),
        Claims = new Dictionary<string, object>
        {
            ["sub"] = caller.Subject, ["preferred_username"] = caller.Handle, ["roles"] = caller.Roles.Select(role => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(role.ToString())).ToArray(),
            ["stations"] = caller.Stations.ToArray(), ["accounts"] = caller.Accounts.ToArray(),
        },
    };

    public static string Sign(SecurityTokenDescriptor token, SecurityKey? key, string algorithm = SecurityAlgorithms.EcdsaSha256)
    {
        token.SigningCredentials = key is null ? null : new(key, algorithm);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    /// <summary>The key that they believe.</summary>
    public static ECDsaSecurityKey Key() => DevelopmentKey.At(Identity.KeyFile);
}
