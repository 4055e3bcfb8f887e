using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Webhooks;

/// <summary>What a webhook is sent, and where to; all but the address may be left out.</summary>
/// <param name="Url">https; with the development identity also http on this machine.</param>
/// <param name="Account">Only waybills and cases of this account.</param>
/// <param name="Station">Only what happened at this station.</param>
/// <param name="Role">One of the caller's roles: only what that one shows, as that one shows it.</param>
/// <param name="Types">Only events of these types.</param>
public record ChangedWebhook(
    string Url, string? Account = null, string? Station = null, Role? Role = null, IReadOnlyList<string>? Types = null)
{
    private const int LongestUrl = 2_000, LongestCode = 64;

    private static readonly HashSet<string> TypeNames = [.. EventTypes.All.Where(type => type.Rank > 0).Select(type => type.Wire)];

    public WebhookTarget ToTarget() => new(Url, Account, Station, Role, Types);

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public Refusal? Check(WebhookConnections connections, Caller caller)
    {
        if (Url.Length > LongestUrl) return Invalid("url", $"at most {LongestUrl} characters");
        if (connections.Wrong(Url) is { } expected) return Invalid("url", expected);
        if (Account is not null && !IsCode(Account)) return Invalid("account", $"1 to {LongestCode} characters");
        if (Station is not null && !IsCode(Station)) return Invalid("station", $"1 to {LongestCode} characters");
        if (Role is { } role && !caller.Roles.Contains(role)) return Invalid("role", "one of the caller's roles");
        if (Types is null) return null;
        if (Types.Count == 0 || Types.Distinct().Count() < Types.Count) return Invalid("types", "at least one type, each once");
        for (var i = 0; i < Types.Count; i++)
            if (!TypeNames.Contains(Types[i])) return Invalid($"types[{i}]", "the name of a type of events");
        return null;
    }

    private static bool IsCode(string code) =>
        !string.IsNullOrWhiteSpace(code) && code.Length <= LongestCode && !code.Any(char.IsControl);

    private static Refusal Invalid(string field, string expected) => new(RefusalCodes.InvalidValue, field, expected);
}

/// <summary>A webhook that its owner wants. Without a beginning it begins now.</summary>
/// <param name="FromPosition">It is sent everything after this position of the log: 0 for all.</param>
/// <param name="FromTime">It is sent everything that was recorded after this time.</param>
public sealed record NewWebhook(
    string Url, string? Account = null, string? Station = null, Role? Role = null, IReadOnlyList<string>? Types = null,
    WebhookSignatureKind? Signature = null, long? FromPosition = null, DateTimeOffset? FromTime = null)
    : ChangedWebhook(Url, Account, Station, Role, Types)
{
    public WebhookStart ToStart() => new(FromPosition, FromTime);
}

/// <summary>Where to begin in the log: at a position, a time, or its end.</summary>
public sealed record WebhookStart(long? FromPosition = null, DateTimeOffset? FromTime = null)
{
    /// <summary>What is wrong with it; null when nothing is.</summary>
    public Refusal? Check() => FromPosition < 0
        ? new(RefusalCodes.InvalidValue, "fromPosition", "0 or a position of the log")
        : FromPosition is not null && FromTime is not null
            ? new(RefusalCodes.InvalidValue, "fromTime", "none where fromPosition is given") : null;
}
