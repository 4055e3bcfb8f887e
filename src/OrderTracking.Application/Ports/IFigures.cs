using System.Collections.Immutable;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Ports;

/// <summary>
/// What figures can be grouped by: a dimension, or periods of the company's days. Tiers are sums over accounts, and branches over
/// stations, which the reader of figures makes (<see cref="FigureScope.Tiers"/>, <see cref="FigureScope.Branches"/>); this port is never
/// asked for them.
/// </summary>
public enum FigureGrouping { Account, Tier, Lane, Station, Branch, Day, Week, TenDays, Month }

/// <summary>The rows that a figure is computed over.</summary>
/// <param name="AccessScope">Only rows in it count.</param>
/// <param name="From">The first day; null for no lower bound.</param>
/// <param name="To">The day after the last; null for no upper bound.</param>
public sealed record FigureScope(
    AccessScope AccessScope, string? Account, string? Lane, string? Station, DateOnly? From, DateOnly? To, FigureGrouping? Grouping = null)
{
    /// <summary>The tier that the access scope is limited to; null for all.</summary>
    public AccountTier? Tier { get; init; }

    /// <summary>The tier of each account that has one; only where it is grouped by tier.</summary>
    public IReadOnlyDictionary<string, AccountTier> Tiers { get; init; } = ImmutableDictionary<string, AccountTier>.Empty;

    /// <summary>The branch whose stations alone count; null for all.</summary>
    public string? Branch { get; init; }

    /// <summary>The branch of each station that is of one; only where branches are asked for.</summary>
    public IReadOnlyDictionary<string, string> Branches { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The stations of the branch that is asked for; null for all.</summary>
    public IReadOnlyCollection<string>? BranchStations => Branch is null ? null : StationsOf(Branch);

    /// <summary>The stations of a branch, in order of code.</summary>
    public IReadOnlyList<string> StationsOf(string branch) =>
        [.. Branches.Where(station => station.Value == branch).Select(station => station.Key).Order(StringComparer.Ordinal)];
}

/// <summary>The numerator of a rate, or the rest of its denominator.</summary>
public enum FigureSide { Numerator, Others }

/// <summary>
/// The counts behind the figures, all at one position of the views. A count's key is its group's; null without grouping, and for rows that
/// belong to no period when groups are periods.
/// </summary>
public interface IFigures
{
    /// <summary>By the day of the promise.</summary>
    Task<IReadOnlyList<OnTimeCounts>> OnTime(FigureScope scope, OnTimeClock clock, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>By the day on which they are due.</summary>
    /// <param name="rule">Sorting or report back.</param>
    Task<IReadOnlyList<DeadlineCounts>> Deadlines(
        FigureScope scope, DeadlineRule rule, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>By the day of the closing.</summary>
    Task<IReadOnlyList<ReceiptCounts>> Receipts(FigureScope scope, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>By the day of the reception.</summary>
    Task<IReadOnlyList<VolumeCounts>> Volumes(FigureScope scope, CancellationToken cancellationToken);

    /// <summary>
    /// The deadlines behind such a count, by the day on which they are due; for dwell times, the stays by the day on which they ended.
    /// </summary>
    /// <param name="side">Only rows on this side; null for both sides and what the count excludes.</param>
    /// <param name="after">The last row that the caller has; the page begins after it.</param>
    Task<IReadOnlyList<DeadlineRow>> Behind(
        DeadlineRule rule, FigureSide? side, FigureScope scope, DateTimeOffset now, (DateOnly Day, string Waybill, string Deadline)? after,
        int limit,
        CancellationToken cancellationToken);

    /// <summary>By the day on which the stay ended: the total under a null key, and each group.</summary>
    Task<IReadOnlyList<DwellTimes>> Dwell(FigureScope scope, DeadlineRule stage, CancellationToken cancellationToken);
}
