using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Testing;

namespace OrderTracking.Api.Testing;

/// <summary>Callers of the services that run in this process: all of them believe one development identity.</summary>
public static class Tokens
{
    private static readonly DevelopmentIdentity Ours = new(Directory.CreateTempSubdirectory("ordertracking-identity-").FullName);

    /// <summary>May do all that a test asks for: records everywhere, reads everything, lays down reference data.</summary>
    public static Caller Anybody { get; } = Caller("anybody", [Role.Dispatcher, Role.Auditor, Role.Administrator], [Application.Access.Caller.Everywhere]);

    public static Identity.Development Identity { get; } = new(Ours.KeyFile);

    /// <summary>The key that they believe.</summary>
    public static ECDsaSecurityKey Key => (ECDsaSecurityKey)Ours.Key;

    public static Caller Caller(string subject, Role[] roles, string[]? stations = null, string[]? accounts = null) => new(subject, subject, roles, stations ?? [], accounts ?? []);

    /// <summary>A token that the services of this process believe.</summary>
    public static string Of(Caller caller) => DevelopmentIdentity.Sign(Describe(caller), Key);

    /// <summary>What such a token says; a test may make it say something wrong.</summary>
    public static SecurityTokenDescriptor Describe(Caller caller) => DevelopmentIdentity.Describe(
        caller.Subject, caller.Handle, [.. caller.Roles.Select(role => JsonNamingPolicy.CamelCase.ConvertName(role.ToString()))], [.. caller.Stations], [.. caller.Accounts]);
}
