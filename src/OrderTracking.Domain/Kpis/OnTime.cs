using OrderTracking.Domain.Views;

namespace OrderTracking.Domain.Kpis;

/// <summary>What stops the clock: the last signature, or the last piece's arrival at the destination.</summary>
public enum OnTimeClock { Signed, Arrived }

/// <summary>Gross counts every late waybill; accountable leaves out those with an approved excuse.</summary>
public enum OnTimeBasis { Gross, Accountable }

public enum OnTimeVerdict { OnTime, Late, NotDue, NoPromise, Cancelled, Excused }

/// <summary>运送准时率.</summary>
public static class OnTime
{
    public static OnTimeVerdict Verdict(OnTimeRow row, OnTimeClock clock, OnTimeBasis basis, DateTimeOffset now)
    {
        if (row.Cancelled) return OnTimeVerdict.Cancelled;
        if (row.PromisedAt is not { } promised) return OnTimeVerdict.NoPromise;
        if (promised >= now) return OnTimeVerdict.NotDue;
        var stopped = clock == OnTimeClock.Signed ? row.SignedInFullAt : row.ArrivedInFullAt;
        if (stopped <= promised) return OnTimeVerdict.OnTime;
        return basis == OnTimeBasis.Accountable && row.Excused ? OnTimeVerdict.Excused : OnTimeVerdict.Late;
    }

    /// <summary>The rate over so many waybills of each verdict; what the definition leaves out is counted by its reason.</summary>
    public static Rate RateOf(string key, RateDefinition definition, IEnumerable<(OnTimeVerdict Verdict, long Waybills)> counts)
    {
        var by = counts.ToLookup(count => count.Verdict, count => count.Waybills);
        var onTime = by[OnTimeVerdict.OnTime].Sum();
        (OnTimeVerdict Verdict, string Why)[] reasons =
        [
            (OnTimeVerdict.Cancelled, "cancelled"), (OnTimeVerdict.NoPromise, "noPromise"), (OnTimeVerdict.NotDue, "notDue"), (OnTimeVerdict.Excused, "excused"),
        ];
        return new(
            key, onTime, onTime + by[OnTimeVerdict.Late].Sum(),
            reasons.Where(reason => definition.Excluded.ContainsKey(reason.Why)).ToDictionary(reason => reason.Why, reason => by[reason.Verdict].Sum()));
    }

    public static RateDefinition Definition(OnTimeClock clock, OnTimeBasis basis, string zone)
    {
        var excluded = new Dictionary<string, string>
        {
            ["cancelled"] = "the waybill was cancelled",
            ["noPromise"] = "nothing was promised; not counted when a period is asked for, as it belongs to none",
            ["notDue"] = "the promise is not past yet",
        };
        if (basis == OnTimeBasis.Accountable) excluded["excused"] = "late with an excuse that has reason code, evidence and approver";
        return new(
            $"on-time-{Lower(clock)}-{Lower(basis)}", 1,
            "waybills whose clock stopped at or before the promise",
            "waybills promised for the period and before now; what has not stopped by then is late",
            clock == OnTimeClock.Signed ? "all pieces signed for" : "all pieces arrived at the destination",
            $"days of the promise in {zone}, from the first, up to but not including the last", "none", excluded);
    }

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}
