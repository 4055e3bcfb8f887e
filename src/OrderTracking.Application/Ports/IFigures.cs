using OrderTracking.Application.Access;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Ports;

/// <summary>What figures can be grouped by: one of the dimensions, or periods of the company's days.</summary>
public enum FigureGrouping { Account, Lane, Station, Day, Week, TenDays, Month }

/// <summary>What a figure is asked of.</summary>
/// <param name="AccessScope">Of what is in it alone.</param>
/// <param name="From">The first day; null from the beginning on.</param>
/// <param name="To">The day after the last; null without an end.</param>
public sealed record FigureScope(
    AccessScope AccessScope, string? Account, string? Lane, string? Station, DateOnly? From, DateOnly? To, FigureGrouping? Grouping = null);

/// <summary>The numerator of a rate, or the rest of its denominator.</summary>
public enum FigureSide { Numerator, Others }

/// <summary>
/// The counts behind the figures, at one moment of the views. A count's key is its group's; null without grouping, and where
/// groups are periods and it belongs to none.
/// </summary>
public interface IFigures
{
    /// <summary>By the day of the promise.</summary>
    Task<IReadOnlyList<OnTimeCounts>> OnTime(FigureScope scope, OnTimeClock clock, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>By the day on which they are due.</summary>
    /// <param name="rule">Sorting or report back.</param>
    Task<IReadOnlyList<DeadlineCounts>> Deadlines(FigureScope scope, DeadlineRule rule, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>By the day of the full signature.</summary>
    Task<IReadOnlyList<ReceiptCounts>> Receipts(FigureScope scope, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>By the day of the reception.</summary>
    Task<IReadOnlyList<VolumeCounts>> Volumes(FigureScope scope, CancellationToken cancellationToken);

    /// <summary>
    /// The deadlines behind such a count, by the day on which they are due, and the stays behind dwell times, by the day on which they
    /// ended.
    /// </summary>
    /// <param name="side">Of a count alone; null for both, and what it leaves out.</param>
    /// <param name="after">The last row that the reader has.</param>
    Task<IReadOnlyList<DeadlineRow>> Behind(
        DeadlineRule rule, FigureSide? side, FigureScope scope, DateTimeOffset now, (DateOnly Day, string Waybill, string Deadline)? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>By the day on which the stay ended; all together under a null key, and each group.</summary>
    Task<IReadOnlyList<DwellTimes>> Dwell(FigureScope scope, DeadlineRule stage, CancellationToken cancellationToken);
}
