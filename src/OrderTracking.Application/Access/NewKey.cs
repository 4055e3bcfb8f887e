using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Access;

/// <summary>A key that somebody asks for.</summary>
/// <param name="Stations">Of a dispatcher or a branch; <see cref="Caller.Everywhere"/> for all.</param>
/// <param name="Accounts">Of a customer.</param>
public sealed record NewKey(
    string Name, IReadOnlyList<Role> Roles, DateTimeOffset ExpiresAt, IReadOnlyList<string>? Stations = null, IReadOnlyList<string>? Accounts = null)
{
    private const int LongestName = 100, LongestCode = 64, MaxCodes = 1_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <summary>What is wrong with it. A limit that would not be heeded is refused as well: somebody would rely on it.</summary>
    public Refusal? Check(DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > LongestName) return Invalid("name", $"1 to {LongestName} characters");
        if (Roles.Count == 0 || Roles.Distinct().Count() < Roles.Count) return Invalid("roles", "at least one role, each once");
        if (Roles.Contains(Role.AccountManager)) return Invalid("roles", "another role than accountManager: which accounts are a manager's follows from his handle, and a key has none");
        if (ExpiresAt <= now || ExpiresAt > now + Longest) return Invalid("expiresAt", $"a time ahead, by at most {Longest.Days} days");
        return Codes("stations", Stations, Roles.Any(role => role is Role.Dispatcher or Role.BranchSystem), "a dispatcher or a branchSystem")
            ?? Codes("accounts", Accounts, Roles.Contains(Role.Customer), "a customer");
    }

    private static Refusal? Codes(string field, IReadOnlyList<string>? codes, bool needed, string whose)
    {
        if (!needed) return codes is { Count: > 0 } ? Invalid(field, $"none: they are {whose}'s") : null;
        if (codes is null || codes.Count is 0 or > MaxCodes) return Invalid(field, $"1 to {MaxCodes}, since the key is {whose}'s");
        for (var i = 0; i < codes.Count; i++)
            if (!IsCode(codes[i])) return Invalid($"{field}[{i}]", $"1 to {LongestCode} characters without ':', control characters and outer spaces");
        return codes.Distinct().Count() < codes.Count ? Invalid(field, "each once") : null;
    }

    // As reference data have them. An element may be null, whatever its type says.
    private static bool IsCode(string? code) =>
        !string.IsNullOrWhiteSpace(code) && code.Length <= LongestCode && code.Trim() == code && !code.Contains(':', StringComparison.Ordinal) && !code.Any(char.IsControl);

    private static Refusal Invalid(string field, string expected) => new(RefusalCodes.InvalidValue, field, expected);
}
