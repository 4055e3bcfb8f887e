namespace OrderTracking.Domain.Kpis;

/// <summary>
/// Definitions that a next version replaced, in the words of their day: so that a figure that was handed out can still be read. What is
/// added here is never changed again, and takes no words from the definitions in force.
/// </summary>
internal static class FormerDefinitions
{
    private const string None = "none";

    public static IReadOnlyList<RateDefinition> All(string zone) =>
    [
        OnTime("on-time-signed-gross", "all pieces signed for", zone), OnTime("on-time-signed-accountable", "all pieces signed for", zone),
        OnTime("on-time-arrived-gross", "all pieces arrived at the destination", zone),
        OnTime("on-time-arrived-accountable", "all pieces arrived at the destination", zone),
        new("receipt-return", 1, "receipts that reached the origin", "receipts wanted of waybills signed for in full",
            "the receipt's first return to the origin", Signed(zone), None, NotSigned()),
        new("receipt-timeliness", 2, "receipts that reached the origin by the time that the account's terms give, 7 days after the "
            + "signature where it has none", "receipts that reached the origin, or whose time is over",
            "the receipt's first return to the origin", Signed(zone), None, NotSigned("open", "not returned, and the time is not over")),
        new("receipt-accuracy", 1, "receipts that reached the origin and were never rejected",
            "receipts that reached the origin or were rejected", None, Signed(zone), None,
            NotSigned("outstanding", "neither returned nor rejected")),
        new("dwell-destination", 1, "minutes of these stays: mean, median, and what nine of ten do not exceed",
            "stays that ended in the period: at the destination, from the arrival to the full signature or return", "the end of the stay",
            Definitions.Days("stay's end", zone), None,
            new Dictionary<string, string> { ["open"] = "stays that have not ended, or whose end is not known" }, "min"),
    ];

    private static RateDefinition OnTime(string name, string clock, string zone)
    {
        var excluded = new Dictionary<string, string>
        {
            ["cancelled"] = "the waybill was cancelled",
            ["noPromise"] = "nothing was promised; not counted when a period is asked for, as it belongs to none",
            ["notDue"] = "the promise is not past yet",
        };
        if (name.EndsWith("accountable", StringComparison.Ordinal))
            excluded["excused"] = "late with an excuse that has reason code, evidence and approver";
        return new(
            name, 1, "waybills whose clock stopped at or before the promise",
            "waybills promised for the period and before now; what has not stopped by then is late", clock,
            Definitions.Days("promise", zone), None, excluded);
    }

    private static string Signed(string zone) => Definitions.Days("full signature", zone);

    private static Dictionary<string, string> NotSigned(params ReadOnlySpan<string> reasonAndWords)
    {
        var excluded = new Dictionary<string, string> { ["notDue"] = "not all pieces are signed for" };
        if (reasonAndWords is [var reason, var words]) excluded[reason] = words;
        return excluded;
    }
}
