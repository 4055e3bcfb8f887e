using System.Collections.Immutable;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Ports;

/// <param name="Due">The period of the due time.</param>
/// <param name="After">The last row that the caller has; the page begins after it.</param>
public sealed record DeadlineFilter(
    AccessScope Scope, DeadlineRule? Rule = null, IReadOnlyCollection<string>? Accounts = null, string? Lane = null, string? Station = null,
    Period Due = default,
    string? Waybill = null, (DateTimeOffset Due, string Waybill, string Deadline)? After = null)
{
    /// <summary>The branch of each station that is of one; only where breaches are grouped by branch.</summary>
    public IReadOnlyDictionary<string, string> Branches { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>A fine per breach of a rule during a span of days.</summary>
/// <param name="To">The day from which the next penalty schedule is in force; null while none is known.</param>
/// <param name="Fine">CNY.</param>
/// <param name="ByWaybill">Only the first breach of the rule on a waybill is fined.</param>
/// <param name="NeedsComplaint">Only breaches of waybills that a complaint is linked to are fined.</param>
public readonly record struct PenaltyScheduleSpan(
    DeadlineRule Rule, DateOnly From, DateOnly? To, decimal Fine, int Version, bool ByWaybill = false, bool NeedsComplaint = false);

/// <param name="IsFirst">Whether it is its waybill's first breach of the rule, by due time.</param>
public sealed record Breach(DeadlineRow Row, bool IsFirst);

/// <summary>
/// What breaches can be grouped by: a dimension, or periods of the company's days. Tiers are sums over accounts, made from
/// the answer by account; this port is never asked for them.
/// </summary>
public enum BreachGrouping { Station, Branch, Rule, Account, Tier, Lane, Day, Week, TenDays, Month }

/// <param name="Key">The group; null for the total.</param>
/// <param name="Withdrawn">Raised as missed, but not missed by what is known now; they have no fine.</param>
/// <param name="Proposed">CNY of the penalties that nobody has decided about; of a range the least.</param>
/// <param name="Confirmed">CNY, as confirmed.</param>
/// <param name="Waived">CNY that the waived penalties would have been; of a range the least.</param>
public sealed record BreachCounts(
    string? Key, long Breaches, long Waybills, long Withdrawn, decimal Proposed, decimal Confirmed, decimal Waived);

/// <summary>Queries of the deadlines that waybills are held to.</summary>
public interface IDeadlinesView
{
    /// <summary>
    /// Waybills, in any access scope, with a deadline that was due before now and has no DeadlineMissed yet, and when it was due.
    /// </summary>
    Task<IReadOnlyList<(string Waybill, DateTimeOffset DueAt)>> ToBeRaised(
        DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>In order of due time.</summary>
    Task<IReadOnlyList<DeadlineRow>> List(DeadlineFilter filter, DeadlineVerdict? verdict, DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>Those not kept, not kept in time, or withdrawn; in order of due time.</summary>
    Task<IReadOnlyList<Breach>> Breaches(DeadlineFilter filter, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The total under a null key, and the groups where a grouping is given.</summary>
    /// <param name="schedules">The fines by day; a breach on a day without one costs nothing.</param>
    Task<IReadOnlyList<BreachCounts>> BreachReport(
        DeadlineFilter filter, BreachGrouping? grouping, IReadOnlyCollection<PenaltyScheduleSpan> schedules, DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>Open deadlines of these rules, in order of due time.</summary>
    Task<IReadOnlyList<DeadlineRow>> Open(IReadOnlyCollection<DeadlineRule> rules, DeadlineFilter filter, int limit,
        CancellationToken cancellationToken);
}

/// <param name="Station">Where it waits.</param>
/// <param name="After">The last row that the caller has; the page begins after it.</param>
public sealed record HeldFilter(
    AccessScope Scope, IReadOnlyCollection<string>? Accounts = null, string? Lane = null, string? Station = null,
    (DateTimeOffset Since, string Waybill)? After = null);

/// <summary>Queries for what somebody has to follow up.</summary>
public interface IFollowUpQueries
{
    /// <summary>
    /// Exceptions that are not resolved, or whose waybill is not closed: first those not reported back, then by due time of the report.
    /// </summary>
    /// <param name="station">The responsible one, else the one that raised it.</param>
    Task<IReadOnlyList<ExceptionRow>> FollowedExceptions(
        AccessScope scope, IReadOnlyCollection<string>? accounts, string? lane, string? station, int limit,
        CancellationToken cancellationToken);

    /// <summary>Events with a remark or an odd mark that were recorded from a time on, in the order in which they were.</summary>
    Task<IReadOnlyList<RemarkRow>> Remarks(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset from, int limit, CancellationToken cancellationToken);

    /// <summary>Orders received before a time whose goods have not left and whose waybill was not made out, oldest first.</summary>
    Task<IReadOnlyList<WaybillRow>> NotIssued(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset receivedBefore, int limit,
        CancellationToken cancellationToken);

    /// <summary>What waits for the customer's instruction, the longest first.</summary>
    Task<IReadOnlyList<WaybillRow>> Held(HeldFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>Receipts that should have been back by now, and those rejected or lost, in order of due time.</summary>
    Task<IReadOnlyList<ReceiptRow>> ReceiptsToChase(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset now, int limit, CancellationToken cancellationToken);
}
