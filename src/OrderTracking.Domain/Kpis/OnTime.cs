using OrderTracking.Domain.Views;

namespace OrderTracking.Domain.Kpis;

/// <summary>
/// What stops the clock: the last signature of what was delivered, for goods that the consignee fetches on a lane's standard the notice
/// that they are there; or the last piece's arrival at the destination.
/// </summary>
public enum OnTimeClock { Signed, Arrived }

/// <summary>Gross counts every late waybill; accountable leaves out those with an approved excuse.</summary>
public enum OnTimeBasis { Gross, Accountable }

/// <summary>On which side of the rate a waybill is, or why it is on neither.</summary>
public enum OnTimeVerdict { OnTime, Late, NotDue, NoPromise, Cancelled, Returned, Excused }

/// <summary>
/// The part of the verdict that needs no clock: Kept is stopped at or before the promise, Open is not stopped, Returned never stops,
/// because every piece went back to the shipper.
/// </summary>
public enum OnTimeOutcome { Cancelled, NoPromise, Returned, Kept, Late, Open }

/// <summary>
/// Waybills of one phase, counted by what needs no clock: cancelled and returned ones, and the others by when their clock stopped.
/// </summary>
/// <param name="Key">The group; null without grouping, or for waybills in no group.</param>
/// <param name="Kept">Stopped at or before the promise.</param>
/// <param name="Late">Stopped after it; <paramref name="LateExcused"/> of them have an approved excuse.</param>
/// <param name="Open">Not stopped; <paramref name="OpenExcused"/> of them have an approved excuse.</param>
public sealed record OnTimeCounts(
    string? Key, DuePhase Phase, long Waybills, long Cancelled, long Returned, long Kept, long Late, long LateExcused, long Open,
    long OpenExcused);

/// <summary>运送准时率.</summary>
public static class OnTime
{
    /// <summary>When the clock stopped; null while it runs.</summary>
    public static DateTimeOffset? StoppedAt(OnTimeRow row, OnTimeClock clock) => clock switch
    {
        OnTimeClock.Signed => row.NoticeAt is null || row.NoticeAt > row.SignedInFullAt ? row.SignedInFullAt : row.NoticeAt,
        OnTimeClock.Arrived => row.ArrivedInFullAt,
        _ => throw new ArgumentOutOfRangeException(nameof(clock)),
    };

    /// <remarks>In SQL: tracking.on_time_outcome.</remarks>
    public static OnTimeOutcome Outcome(OnTimeRow row, OnTimeClock clock)
    {
        if (row.Cancelled) return OnTimeOutcome.Cancelled;
        if (row.PromisedAt is not { } promised) return OnTimeOutcome.NoPromise;
        var stopped = StoppedAt(row, clock);
        if (stopped is null) return row.Returned ? OnTimeOutcome.Returned : OnTimeOutcome.Open;
        return stopped <= promised ? OnTimeOutcome.Kept : OnTimeOutcome.Late;
    }

    /// <remarks>In SQL: tracking.on_time_verdict.</remarks>
    public static OnTimeVerdict Verdict(OnTimeRow row, OnTimeClock clock, OnTimeBasis basis, DateTimeOffset now) =>
        Outcome(row, clock) switch
        {
            OnTimeOutcome.Cancelled => OnTimeVerdict.Cancelled,
            OnTimeOutcome.NoPromise => OnTimeVerdict.NoPromise,
            OnTimeOutcome.Returned => OnTimeVerdict.Returned,
            _ when row.PromisedAt >= now => OnTimeVerdict.NotDue,
            OnTimeOutcome.Kept => OnTimeVerdict.OnTime,
            _ => basis == OnTimeBasis.Accountable && row.Excused ? OnTimeVerdict.Excused : OnTimeVerdict.Late,
        };

    /// <summary>The verdicts of counted waybills: the same as <see cref="Verdict"/> gives for each.</summary>
    public static IEnumerable<(OnTimeVerdict Verdict, long Waybills)> Verdicts(OnTimeCounts counts, OnTimeBasis basis)
    {
        yield return (OnTimeVerdict.Cancelled, counts.Cancelled);
        yield return (OnTimeVerdict.Returned, counts.Returned);
        switch (counts.Phase)
        {
            case DuePhase.Undated:
                yield return (OnTimeVerdict.NoPromise, counts.Waybills - counts.Cancelled);
                break;
            case DuePhase.Coming:
                yield return (OnTimeVerdict.NotDue, counts.Waybills - counts.Cancelled - counts.Returned);
                break;
            default:
                var excused = basis == OnTimeBasis.Accountable ? counts.LateExcused + counts.OpenExcused : 0;
                yield return (OnTimeVerdict.OnTime, counts.Kept);
                yield return (OnTimeVerdict.Excused, excused);
                yield return (OnTimeVerdict.Late, counts.Late + counts.Open - excused);
                break;
        }
    }

    /// <summary>The rate over counted waybills; what the definition excludes is counted by reason.</summary>
    public static Rate RateOf(string? key, OnTimeBasis basis, IEnumerable<OnTimeCounts> counts)
    {
        var by = counts.SelectMany(count => Verdicts(count, basis)).ToLookup(count => count.Verdict, count => count.Waybills);
        var onTime = by[OnTimeVerdict.OnTime].Sum();
        var excluded = new Dictionary<string, long>
        {
            ["cancelled"] = by[OnTimeVerdict.Cancelled].Sum(), ["returned"] = by[OnTimeVerdict.Returned].Sum(),
            ["noPromise"] = by[OnTimeVerdict.NoPromise].Sum(), ["notDue"] = by[OnTimeVerdict.NotDue].Sum(),
        };
        if (basis == OnTimeBasis.Accountable) excluded["excused"] = by[OnTimeVerdict.Excused].Sum();
        return new(key, onTime, onTime + by[OnTimeVerdict.Late].Sum(), excluded);
    }
}
