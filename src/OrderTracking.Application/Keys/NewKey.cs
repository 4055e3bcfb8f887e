using OrderTracking.Application.Access;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Keys;

/// <summary>A key that an administrator requests.</summary>
/// <param name="Stations">Of a dispatcher, a desk or a branch; <see cref="Caller.Everywhere"/> for all.</param>
/// <param name="Accounts">Of a customer.</param>
public sealed record NewKey(
    string Name, IReadOnlyList<Role> Roles, DateTimeOffset ExpiresAt, IReadOnlyList<string>? Stations = null,
    IReadOnlyList<string>? Accounts = null)
{
    private const int LongestName = 100, LongestCode = 64, MaxCodes = 1_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <summary>Whether it reads everything, administers or decides penalties, so that one person alone must not grant it.</summary>
    public bool NeedsApproval =>
        Roles.Any(role => role is Role.Auditor or Role.Administrator or Role.Supervisor or Role.GroupService)
        || Stations?.Contains(Caller.Everywhere) is true;

    /// <summary>
    /// What is wrong with the request; null when nothing is. Limits that its roles would ignore are refused, because somebody would rely on
    /// them.
    /// </summary>
    public Refusal? Check(DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > LongestName) return Invalid("name", $"1 to {LongestName} characters");
        if (Roles.Count == 0 || Roles.Distinct().Count() < Roles.Count) return Invalid("roles", "at least one role, each once");
        if (Roles.Contains(Role.AccountManager))
            return Invalid("roles",
                "another role than accountManager: which accounts are a manager's follows from the manager's handle, and a key has none");
        if (ExpiresAt <= now || ExpiresAt > now + Longest) return Invalid("expiresAt", $"a time ahead, by at most {Longest.Days} days");
        return Codes("stations", Stations,
            Roles.Any(role => role is Role.Dispatcher or Role.BranchSystem or Role.ServiceDesk or Role.BranchService),
            "a dispatcher, a branchSystem, a serviceDesk or a branchService")
            ?? Codes("accounts", Accounts, Roles.Contains(Role.Customer), "a customer");
    }

    private static Refusal? Codes(string field, IReadOnlyList<string>? codes, bool needed, string whose)
    {
        if (!needed) return codes is { Count: > 0 } ? Invalid(field, $"none: they are {whose}'s") : null;
        if (codes is null || codes.Count is 0 or > MaxCodes) return Invalid(field, $"1 to {MaxCodes}, since the key is {whose}'s");
        for (var i = 0; i < codes.Count; i++)
            if (!IsCode(codes[i]))
                return Invalid($"{field}[{i}]", $"1 to {LongestCode} characters without ':', control characters and outer spaces");
        return codes.Distinct().Count() < codes.Count ? Invalid(field, "each once") : null;
    }

    // The same rule as for codes in reference data. An element can be null, although its type says otherwise.
    private static bool IsCode(string? code) =>
        !string.IsNullOrWhiteSpace(code) && code.Length <= LongestCode && code.Trim() == code
            && !code.Contains(':', StringComparison.Ordinal) && !code.Any(char.IsControl);

    private static Refusal Invalid(string field, string expected) => new(RefusalCodes.InvalidValue, field, expected);
}
