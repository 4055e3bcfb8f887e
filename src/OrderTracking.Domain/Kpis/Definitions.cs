using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Kpis;

/// <summary>The definition of every figure. A definition whose meaning changes gets the next version.</summary>
/// <param name="zone">The time zone whose days make up the periods.</param>
public sealed class Definitions(string zone)
{
    private const string None = "none";

    private static readonly Dictionary<string, string> NotClosed =
        new() { ["notDue"] = "the waybill is not closed, or nothing of it was delivered" };

    /// <summary>The definitions of all figures, and that of the rate in the exception report.</summary>
    public IReadOnlyList<RateDefinition> All => [.. Figure.All.Select(Of), ReportBackOfRaised];

    public RateDefinition Of(Figure figure) => figure switch
    {
        OnTimeFigure onTime => OnTime(onTime),
        ReceiptFigure receipt => Receipt(receipt),
        LossAndDamageFigure harm => LossOrDamageRate(harm),
        StandardFigure { Rule: DeadlineRule.Sorting } => new(
            figure.Name, 1, "waybills sorted, sent out for delivery, signed for or going back within the sorting time of their first "
            + "arrival at the destination",
            "waybills whose goods arrived at the destination, and were sorted or whose sorting time is over",
            "the first of these at the destination",
            Days("due time"), None, new Dictionary<string, string> { ["open"] = "not sorted, and the sorting time is not over" }),
        StandardFigure => new(
            figure.Name, 1, "exceptions whose report was recorded within 4 hours of being raised, or what the account's terms give",
            "exceptions reported back, or whose time is over", "the recording of the first report back", Days("due time"), None,
            ReportBackExcluded),
        DwellFigure dwell => new(
            figure.Name, dwell.Rule is DeadlineRule.DwellOrigin or DeadlineRule.DwellDestination ? 2 : 1,
            "minutes of these stays: mean, median, and what nine of ten do not exceed",
            $"stays that ended in the period: {Stage(dwell.Rule)}",
            "the end of the stay", Days("stay's end"), None,
            new Dictionary<string, string> { ["open"] = "stays that have not ended, or whose end is not known" }, "min"),
        RevenueFigure => new(
            figure.Name, 1, "freight of the waybills received", None, "the reception", Days("reception"), None, Cancelled, "CNY"),
        _ => new(
            figure.Name, 1, "waybills received, their pieces, kilograms and cubic metres, as measured last or as received", None,
            "the reception", Days("reception"),
            None, Cancelled, "waybills, pieces, kg, m³"),
    };

    /// <summary>Definitions that were replaced by a next version, in the words of their day.</summary>
    public IReadOnlyList<RateDefinition> Former => FormerDefinitions.All(zone);

    /// <summary>Report-backs by the day on which the exception was raised, as the exception report counts them.</summary>
    public RateDefinition ReportBackOfRaised => new(
        "report-back-4h", 2, "exceptions whose report was recorded within 4 hours of being raised, or what the account's terms give",
        "exceptions reported in time, or whose time is over", "the recording of the first report back", Days("exception"), None,
        ReportBackExcluded);

    private static Dictionary<string, string> Cancelled => new() { ["cancelled"] = "the waybill was cancelled; not counted" };

    private static Dictionary<string, string> ReportBackExcluded => new()
    {
        ["open"] = "not reported back, and the time is not over", ["recordedTooLate"] = "the time was over when the exception was recorded",
    };

    private RateDefinition OnTime(OnTimeFigure figure)
    {
        var excluded = new Dictionary<string, string>
        {
            ["cancelled"] = "the waybill was cancelled",
            ["noPromise"] = "nothing was promised; not counted when a period is asked for, as it belongs to none",
            ["notDue"] = "the promise is not past yet",
            ["returned"] = "every piece went back to the shipper, so the clock never stopped",
        };
        if (figure.Basis == OnTimeBasis.Accountable)
            excluded["excused"] = "late with an excuse that names the promise and has reason code, evidence and approver";
        return new(
            figure.Name, 2, "waybills whose clock stopped at or before the promise",
            "waybills promised for the period and before now; what has not stopped by then is late",
            Stop(figure.Clock), Days("promise"), None, excluded);
    }

    private static string Stop(OnTimeClock clock) => clock switch
    {
        OnTimeClock.Signed =>
            "the last signature of what was delivered, once every piece is signed for, returned to the shipper or written off; for goods "
            + "that the consignee fetches and a promise by the lane's standard, the notice that all are there, where that is earlier",
        OnTimeClock.Arrived => "all pieces arrived at the destination",
        _ => throw new ArgumentOutOfRangeException(nameof(clock)),
    };

    private RateDefinition Receipt(ReceiptFigure figure) => figure.Kind switch
    {
        ReceiptFigureKind.Return => new(
            figure.Name, 2, "receipts that reached the origin", "receipts wanted of closed waybills of which something was delivered",
            "the receipt's first return to the origin",
            Days("closing"), None, NotClosed),
        ReceiptFigureKind.Timeliness => new(
            figure.Name, 3, "receipts that reached the origin by the time that the account's terms give, 7 days after the closing "
            + "where it has none",
            "receipts that reached the origin, or whose time is over", "the receipt's first return to the origin", Days("closing"),
            None,
            new Dictionary<string, string>(NotClosed) { ["open"] = "not returned, and the time is not over" }),
        _ => new(
            figure.Name, 2, "receipts that reached the origin and were never rejected", "receipts that reached the origin or were rejected",
            None, Days("closing"), None,
            new Dictionary<string, string>(NotClosed) { ["outstanding"] = "neither returned nor rejected" }),
    };

    private RateDefinition LossOrDamageRate(LossAndDamageFigure figure)
    {
        var (what, kinds) = figure.Kind == LossOrDamage.Damage ? ("damaged", "damaged, wet or contaminated") : ("short", "missing or lost");
        return figure.Unit == LossAndDamageUnit.Pieces
            ? new(
                figure.Name, 1, $"pieces that exceptions say are {kinds}; one where they do not say how many, and never more than the "
                + "waybill has",
                "pieces of the waybills received", None, Days("reception"), None, Cancelled, RateDefinition.PerMille)
            : new(
                figure.Name, 1, $"waybills with a {what} piece", "waybills received", None, Days("reception"), None, Cancelled,
                RateDefinition.PerMille);
    }

    private static string Stage(DeadlineRule rule) => rule switch
    {
        DeadlineRule.DwellOrigin =>
            "at the origin, from when the goods are in hand (where nobody picks them up, the reception) to the first loading there",
        DeadlineRule.DwellTransit => "on the road, from a loading to the next arrival",
        DeadlineRule.DwellTransfer => "at a station between, from the arrival to the loading there",
        _ => "at the destination, from the arrival to the closing: every piece signed for, returned or written off",
    };

    private string Days(string of) => Days(of, zone);

    internal static string Days(string of, string zone) => $"days of the {of} in {zone}, from the first, up to but not including the last";
}
