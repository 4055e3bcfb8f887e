using OrderTracking.Application.Access;

namespace OrderTracking.Application.Ports;

/// <summary>Somebody is about to be shown personal data.</summary>
/// <param name="Subject">As <see cref="Caller.Subject"/>.</param>
/// <param name="Route">The route's pattern.</param>
/// <param name="Waybills">Those whose persons the answer shows; none where <paramref name="Query"/> says which part of the log it is.</param>
/// <param name="Query">What was asked, without personal data.</param>
public sealed record AccessLogEntry(string Subject, IReadOnlyCollection<Role> Roles, string Route, IReadOnlyCollection<string> Waybills, string Query);

/// <summary>An access in the log.</summary>
public sealed record RecordedAccess(long Id, DateTimeOffset At, AccessLogEntry Entry);

/// <param name="After">The last row that the reader has.</param>
public sealed record AccessLogFilter(string? Subject, string? Waybill, Period At, (DateTimeOffset At, long Id)? After);

/// <summary>Who was shown whose personal data.</summary>
public interface IAccessLog
{
    /// <summary>Returns once it is durable. If it cannot be, this fails, and what was asked for must not be shown.</summary>
    Task Note(AccessLogEntry entry, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<RecordedAccess>> List(AccessLogFilter filter, int limit, CancellationToken cancellationToken);
}
