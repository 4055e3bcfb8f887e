using OrderTracking.Domain.Deadlines;

namespace OrderTracking.Domain.Kpis;

/// <summary>Deadlines of one rule by what is known of them without a clock.</summary>
/// <param name="Key">Of which group; null where there are none.</param>
/// <param name="RecordedTooLate">Report-backs alone: the time was over when the exception was recorded. In none of the others.</param>
public sealed record DeadlineCounts(string? Key, DuePhase Phase, long Kept, long Late, long Open, long RecordedTooLate);

/// <summary>Standards that are kept in time or not: 分理及时率, 复命.</summary>
public static class DeadlineRates
{
    /// <summary>What was kept by its due time, of that and what was not.</summary>
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
