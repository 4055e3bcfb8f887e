using OrderTracking.Domain.Kpis;

namespace OrderTracking.Postgres.Queries;

/// <summary>A run of consecutive days or months of a roll-up.</summary>
/// <param name="Past">The day after the last one.</param>
internal readonly record struct RollupSpan(string Grain, DateOnly First, DateOnly Past, DuePhase Phase);

/// <summary>Cuts a period into the fewest rows of a roll-up: whole months, and days at the edges.</summary>
internal static class RollupSpans
{
    public const string Undated = "undated";

    /// <param name="today">
    /// The company's day that contains now, part of which is over: no span includes it. Null where the count does not depend on the clock.
    /// </param>
    /// <param name="byDay">Groups by day, week or ten-day period need days: no span is of months.</param>
    public static IEnumerable<RollupSpan> Of(DateOnly? from, DateOnly? to, DateOnly? today, bool byDay)
    {
        var (first, past) = (from ?? DateOnly.MinValue, to ?? DateOnly.MaxValue);
        // Rows without a day are under their own grain; they belong to no period that has a bound.
        if (from is null && to is null) yield return new(Undated, DateOnly.MinValue, DateOnly.MaxValue, DuePhase.Undated);
        var end = today is { } day && day < past ? day : past;
        foreach (var span in Whole(first, end, DuePhase.Over, byDay)) yield return span;
        if (today is not { } now) yield break;
        var begin = now.AddDays(1) > first ? now.AddDays(1) : first;
        foreach (var span in Whole(begin, past, DuePhase.Coming, byDay)) yield return span;
    }

    private static IEnumerable<RollupSpan> Whole(DateOnly first, DateOnly past, DuePhase phase, bool byDay)
    {
        if (first >= past) yield break;
        var months = first.Day == 1 ? first : first.AddDays(1 - first.Day).AddMonths(1);
        var after = past == DateOnly.MaxValue ? past : past.AddDays(1 - past.Day);
        if (byDay || months >= after)
        {
            yield return new("day", first, past, phase);
            yield break;
        }
        if (first < months) yield return new("day", first, months, phase);
        yield return new("month", months, after, phase);
        if (after < past) yield return new("day", after, past, phase);
    }
}
