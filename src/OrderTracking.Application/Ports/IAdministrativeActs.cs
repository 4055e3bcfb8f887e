using OrderTracking.Application.Access;

namespace OrderTracking.Application.Ports;

/// <summary>What administrators do, and others that must not go unnamed.</summary>
public enum ActKind
{
    KeyMade,
    KeyApproved,
    KeyRevoked,
    RebuildRequested,
    EventSetAside,
    MessageReplayed,
    ReportHandedOut,
    AccessLogRead,
    ErasureAsked,
    ErasureApproved,
    WebhookMade,
    WebhookChanged,
    WebhookSecretRotated,
    WebhookRemoved,
}

/// <summary>A caller is about to do something.</summary>
/// <param name="Subject">The caller's <see cref="Caller.Subject"/>.</param>
/// <param name="Target">What it is done to: a key's id, a view, a position, an account, a query.</param>
/// <param name="Detail">What else there is to know, without personal data and secrets.</param>
public sealed record AdministrativeAct(string Subject, ActKind Kind, string Target, IReadOnlyDictionary<string, string> Detail);

/// <summary>An entry of the record.</summary>
public sealed record RecordedAct(long Id, DateTimeOffset At, AdministrativeAct Act);

/// <param name="After">The id of the last entry that the caller has; the page begins after it.</param>
public sealed record ActFilter(string? Subject, ActKind? Kind, Period At, long? After);

/// <summary>
/// The record of administrative acts, to which entries are added and nothing else. An entry is durable before its act is done, so that no
/// act is without one; an act that then fails leaves its entry.
/// </summary>
public interface IAdministrativeActs
{
    /// <summary>Returns once the entry is durable. If it throws, the act must not be done.</summary>
    Task Note(AdministrativeAct act, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<RecordedAct>> List(ActFilter filter, int limit, CancellationToken cancellationToken);
}
