using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Kpis;

/// <summary>Deadlines of one rule and phase, counted by what needs no clock.</summary>
/// <param name="Key">The group; null without grouping.</param>
/// <param name="RecordedTooLate">
/// Report-backs only: exceptions recorded after their report back was due. They are in none of the other counts.
/// </param>
public sealed record DeadlineCounts(string? Key, DuePhase Phase, long Kept, long Late, long Open, long RecordedTooLate);

/// <summary>How a deadline counts in the rates; RecordedTooLate: an exception recorded after its report back was due.</summary>
public enum DeadlineOutcome { Kept, Late, Open, RecordedTooLate }

/// <summary>Standards that are kept in time or not: 分理及时率, 复命.</summary>
public static class DeadlineRates
{
    /// <summary>Null for one that does not count: withdrawn for another reason than that it had been kept in time.</summary>
    /// <remarks>In SQL: tracking.deadline_outcome.</remarks>
    public static DeadlineOutcome? Outcome(DeadlineRow row)
    {
        if (row is { Withdrawn: true, KeptAt: null }) return null;
        if (row is { Rule: DeadlineRule.ReportBack, KnownInTime: false }) return DeadlineOutcome.RecordedTooLate;
        if (row.KeptAt is not { } kept) return DeadlineOutcome.Open;
        return kept <= row.DueAt ? DeadlineOutcome.Kept : DeadlineOutcome.Late;
    }

    /// <summary>Those kept by their due time, of all that were kept or are past due.</summary>
    public static Rate RateOf(string? key, DeadlineRule rule, IEnumerable<DeadlineCounts> counts)
    {
        var (kept, missed, open, unknown) = (0L, 0L, 0L, 0L);
        foreach (var count in counts)
        {
            kept += count.Kept;
            missed += count.Late;
            if (count.Phase == DuePhase.Over) missed += count.Open;
            else open += count.Open;
            unknown += count.RecordedTooLate;
        }
        var excluded = new Dictionary<string, long> { ["open"] = open };
        if (rule == DeadlineRule.ReportBack) excluded["recordedTooLate"] = unknown;
        return new(key, kept, kept + missed, excluded);
    }
}
