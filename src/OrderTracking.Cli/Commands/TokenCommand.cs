using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrderTracking.Cli.Commands;

/// <summary>Prints a token of the development identity, signed with the key that the service made on this machine.</summary>
internal static class TokenCommand
{
    private const string Issuer = "urn:ordertracking:development", Audience = "ordertracking", FileName = "development-identity.pem";

    private static readonly string[] Roles = ["dispatcher", "branchSystem", "accountManager", "auditor", "administrator", "customer",
        "supervisor", "serviceDesk", "branchService", "groupService"];

    public static Command Command()
    {
        var roles = new Option<string[]>("--role") { Description =
            $"A role of the caller; may be given more than once: {string.Join(", ", Roles)}.", Required = true };
        roles.AcceptOnlyFromAmong(Roles);
        var stations = new Option<string[]>("--station") { Description =
            "A station of a dispatcher, a branch or a service desk, or one of a branch service's "
            + "branch; may be given more than once; '*' for all." };
        var accounts = new Option<string[]>("--account") { Description = "An account of a customer; may be given more than once." };
        var name = new Option<string>(
            "--name") { Description = "Who the caller is: a handle, never a personal name. An account manager's is the one in the "
            + "reference data.", DefaultValueFactory = _ => "developer" };
        var hours = new Option<int>("--hours") { Description = "For how many hours the token is valid.", DefaultValueFactory = _ => 12 };
        hours.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 1 or > 8_760) result.AddError("--hours is 1 to 8760"); });
        var command = new Command("token", "Print a token of the development identity.") { roles, stations, accounts, name, hours };
        command.SetAction(parsed => Shared.RunAsync(() =>
        {
            Console.WriteLine(Sign(
                File(), parsed.GetValue(name)!, TimeSpan.FromHours(parsed.GetValue(hours)), parsed.GetValue(roles)!,
                parsed.GetValue(stations) ?? [], parsed.GetValue(accounts) ?? []));
            return Task.FromResult(Shared.Good);
        }));
        return command;
    }

    private static string File() =>
        Path.Combine(Environment.GetEnvironmentVariable("ORDERTRACKING_DATA") is { Length: > 0 } folder ? folder : ".data", FileName);

    private static string Sign(string file, string name, TimeSpan lifetime, string[] roles, string[] stations, string[] accounts)
    {
        if (!System.IO.File.Exists(file))
            throw new IOException(
                $"{file} is not there; the service makes it when it starts with the development identity (ORDERTRACKING_DATA says where).");
        using var key = ECDsa.Create();
        key.ImportFromPem(System.IO.File.ReadAllText(file));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer, Audience = Audience, IssuedAt = DateTime.UtcNow, Expires = DateTime.UtcNow + lifetime,
            Claims = new Dictionary<string, object> { ["sub"] = name, ["roles"] = roles, ["stations"] = stations, ["accounts"] = accounts },
            SigningCredentials = new(new ECDsaSecurityKey(key) { CryptoProviderFactory = new() { CacheSignatureProviders = false } },
                SecurityAlgorithms.EcdsaSha256),
        });
    }
}
