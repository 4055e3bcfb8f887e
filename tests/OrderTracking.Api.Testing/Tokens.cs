using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Testing;

namespace OrderTracking.Api.Testing;

/// <summary>Callers of the services in this process, which all accept one development identity.</summary>
public static class Tokens
{
    private static readonly DevelopmentIdentity Ours = new(Directory.CreateTempSubdirectory("ordertracking-identity-").FullName);

    /// <summary>A caller that may do all that tests need: record everywhere, read everything, record reference data.</summary>
    public static Caller Anybody { get; } =
        Caller("anybody", [Role.Dispatcher, Role.Auditor, Role.Administrator, Role.Supervisor, Role.ServiceDesk],
            [Application.Access.Caller.Everywhere]);

    public static Identity.Development Identity { get; } = new(Ours.KeyFile);

    /// <summary>The key by which they validate tokens.</summary>
    public static ECDsaSecurityKey Key => (ECDsaSecurityKey)Ours.Key;

    public static Caller Caller(string subject, Role[] roles, string[]? stations = null, string[]? accounts = null) =>
        new(subject, subject, roles, stations ?? [], accounts ?? []);

    /// <summary>A token that the services of this process accept.</summary>
    public static string Of(Caller caller) => DevelopmentIdentity.Sign(Describe(caller), Key);

    /// <summary>The claims of such a token, which a test may change to make it invalid.</summary>
    public static SecurityTokenDescriptor Describe(Caller caller) => DevelopmentIdentity.Describe(
        caller.Subject, caller.Handle, [.. caller.Roles.Select(role => JsonNamingPolicy.CamelCase.ConvertName(role.ToString()))],
        [.. caller.Stations], [.. caller.Accounts]);
}
