using OrderTracking.Application.Access;

namespace OrderTracking.Application.Ports;

/// <summary>A caller is about to be given personal data.</summary>
/// <param name="Subject">The caller's <see cref="Caller.Subject"/>.</param>
/// <param name="Route">The route's pattern.</param>
/// <param name="Waybills">
/// Waybills whose persons the answer contains; empty where <paramref name="Query"/> says which part of the log it is.
/// </param>
/// <param name="Query">What was asked, without personal data.</param>
public sealed record AccessLogEntry(string Subject, IReadOnlyCollection<Role> Roles, string Route, IReadOnlyCollection<string> Waybills,
    string Query);

/// <summary>An entry of the access log.</summary>
/// <param name="Looks">How often it was asked: 1, and those that repeated it within ten minutes.</param>
/// <param name="LastAt">When last; <paramref name="At"/> is the first.</param>
public sealed record RecordedAccess(long Id, DateTimeOffset At, AccessLogEntry Entry, long Looks, DateTimeOffset LastAt);

/// <param name="After">The last row that the caller has; the page begins after it.</param>
public sealed record AccessLogFilter(string? Subject, string? Waybill, Period At, (DateTimeOffset At, long Id)? After);

/// <summary>Log of who was given whose personal data.</summary>
public interface IAccessLog
{
    /// <summary>
    /// Returns once the entry is durable. A look that repeats one of the last ten minutes, by the same caller with the same question at one
    /// waybill, is counted at that one's entry instead. If it throws, the personal data must not be given out.
    /// </summary>
    Task Note(AccessLogEntry entry, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<RecordedAccess>> List(AccessLogFilter filter, int limit, CancellationToken cancellationToken);
}
