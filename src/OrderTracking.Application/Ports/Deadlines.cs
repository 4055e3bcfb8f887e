using OrderTracking.Application.Access;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Ports;

/// <param name="Due">Due in this period.</param>
/// <param name="After">The last row that the reader has.</param>
public sealed record DeadlineFilter(
    AccessScope Scope, DeadlineRule? Rule = null, IReadOnlyCollection<string>? Accounts = null, string? Lane = null, string? Station = null, Period Due = default,
    string? Waybill = null, (DateTimeOffset Due, string Waybill, string Deadline)? After = null);

/// <summary>From a day on a breach of the rule costs so much.</summary>
/// <param name="To">The day from which another penalty schedule holds; null while none is known.</param>
/// <param name="Fine">CNY.</param>
public readonly record struct PenaltyScheduleSpan(DeadlineRule Rule, DateOnly From, DateOnly? To, decimal Fine, int Version);

public enum BreachGrouping { Station, Rule, Account, Lane, Day, Week, TenDays, Month }

/// <param name="Key">Null for all together.</param>
/// <param name="Withdrawn">Said to be missed, and not missed as is known by now; they cost nothing.</param>
/// <param name="Fines">CNY.</param>
public sealed record BreachCounts(string? Key, long Breaches, long Waybills, long Withdrawn, decimal Fines);

/// <summary>Standards that waybills are held to.</summary>
public interface IDeadlinesView
{
    /// <summary>Waybills that the clock should look at, whoever may see them: something of theirs was due, then, before now, and is not said to be missed.</summary>
    Task<IReadOnlyList<(string Waybill, DateTimeOffset DueAt)>> ToBeRaised(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>In order of due time.</summary>
    Task<IReadOnlyList<DeadlineRow>> List(DeadlineFilter filter, DeadlineVerdict? verdict, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Not kept, or not kept in time, and those withdrawn; in order of due time.</summary>
    Task<IReadOnlyList<DeadlineRow>> Breaches(DeadlineFilter filter, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<BreachCounts>> BreachReport(
        DeadlineFilter filter, BreachGrouping? grouping, IReadOnlyCollection<PenaltyScheduleSpan> schedules, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Open deadlines of these rules, those due first.</summary>
    Task<IReadOnlyList<DeadlineRow>> Open(IReadOnlyCollection<DeadlineRule> rules, DeadlineFilter filter, int limit, CancellationToken cancellationToken);
}

/// <summary>What somebody has to go after.</summary>
public interface IFollowUpQueries
{
    /// <summary>Exceptions not reported back, in order of due time.</summary>
    Task<IReadOnlyList<ExceptionRow>> OpenExceptions(AccessScope scope, IReadOnlyCollection<string>? accounts, int limit, CancellationToken cancellationToken);

    /// <summary>Receipts that should have been back by now, and those rejected or lost, in order of due time.</summary>
    Task<IReadOnlyList<ReceiptRow>> ReceiptsToChase(
        AccessScope scope, IReadOnlyCollection<string>? accounts, DateTimeOffset now, int limit, CancellationToken cancellationToken);
}
