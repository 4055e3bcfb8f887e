namespace OrderTracking.Oracle;

/// <summary>The waybill's current state, its search values, its stations, and whether it was on time.</summary>
public sealed partial class Waybill
{
    private static readonly Dictionary<string, string> StatusOf = new()
    {
        ["received"] = "received", ["pickedUp"] = "pickedUp", ["stockedIn"] = "inStock", ["loaded"] = "inTransit", ["arrived"] = "arrived",
        ["sorted"] = "sorted",
        ["outForDelivery"] = "outForDelivery", ["deliveryFailed"] = "deliveryFailed", ["refused"] = "refused",
        ["cancelled"] = "cancelled",
    };

    public IEnumerable<WaybillRow> Waybills()
    {
        if (Received is not { } received) yield break;
        var standing = CountingEvents();
        var moved = Of("loaded", "outForDelivery", "arrived", "signed", "returnedToShipper", "writtenOff").LastOrDefault();
        var isMoving = moved is { Type: "loaded" or "outForDelivery" };
        var (signed, gone) = (Sum("signed"), Sum("returnedToShipper", "writtenOff"));
        yield return new(
            number, Account, received.Text("orderNumber"), Status(standing)!, Origin, Destination, Lane, Pieces, signed,
            Math.Max(0, Pieces - signed - gone),
            OrderText("goods"), Measured("weightKg"), Measured("volumeM3"), OrderText("service"), OrderText("payment"),
            received.Amount("freight"),
            received.Amount("collectOnDelivery"), Told(Order, "insured")?.GetBoolean(), OrderAmount("insuredValue"),
            ReceiptCopies ?? 0, OrderPerson("shipper"),
            OrderPerson("consignee"), received.OccurredAt, Promise?.At, Promise?.Basis, LastSignature?.OccurredAt, End?.OccurredAt,
            standing.Station,
            moved?.Type == "loaded" ? moved.Text("nextStation") : null, isMoving ? moved!.Text("vehicle") : null,
            Counting.Last(entry => entry.Type is not ("deadlineMissed" or "termsSet")).OccurredAt, OpenExceptions(),
            Of("waybillIssued").FirstOrDefault()?.OccurredAt, Held, Gaps() is { Count: > 0 } gaps ? gaps : null);

        long Sum(params string[] types) => Of(types).Sum(entry => (long)entry.Whole("pieces")!);
    }

    public IEnumerable<SearchRow> Search()
    {
        if (Received is { } received)
            yield return new(number, Account, Lane, received.OccurredAt, received.Text("orderNumber"), OrderPerson("shipper"),
                OrderPerson("consignee"));
    }

    /// <summary>
    /// The stations on its route as received, and those where an event that counts happened. On its way are the route, where it was
    /// received, and whereto a station on its way loaded it, later loadings after earlier ones.
    /// </summary>
    public IEnumerable<TouchRow> StationVisits()
    {
        if (Received is not { } received) return [];
        string[] way = [Origin, .. received.Texts("transfers"), Destination];
        var onWay = Of("loaded").Aggregate(way.Append(received.Station).ToList(),
            (known, loaded) => known.Contains(loaded.Station) && loaded.Text("nextStation") is { } next ? [.. known, next] : known);
        return Counting.Select(entry => entry.Station).Union(way)
            .Select(station => new TouchRow(number, station, onWay.Contains(station)));
    }

    public IEnumerable<OnTimeRow> OnTime()
    {
        if (Received is not null)
            yield return new(
                number, Account, Lane, Destination, Promise?.At, Promise is { } promise ? days.Of(promise.At) : null, Promise?.Basis,
                LastSignature?.OccurredAt, Promise?.Basis == "laneStandard" && !IsReturned ? Notice : null,
                FullArrival?.OccurredAt, IsCancelled, IsReturned, IsExcused("promise"));
    }

    // The event that gives the status: a cancellation is final; then the closing; otherwise the last one.
    private LogEvent CountingEvents()
    {
        if (IsCancelled) return Of("cancelled").First();
        return Counting.LastOrDefault(entry => Status(entry) is "signed" or "returnedToShipper" or "writtenOff")
            ?? Counting.Last(entry => Status(entry) is not null);
    }

    private string? Status(LogEvent entry) => entry.Type switch
    {
        "dispatchRequested" => entry.Text("purpose") == "pickup" ? "dispatchRequested" : null,
        "signed" or "returnedToShipper" or "writtenOff" when End is { } end && Place(end) <= Place(entry) =>
            new[] { "signed", "returnedToShipper", "writtenOff" }.First(type => Of(type).Any(some => Place(some) <= Place(entry))),
        "signed" => "partlySigned",
        var type => StatusOf.GetValueOrDefault(type),
    };

    private decimal? Measured(string what) => Of("stockedIn").LastOrDefault(entry => entry.Amount(what) is not null)?.Amount(what)
        ?? OrderAmount(what);

    // Raised, and not resolved since.
    private int OpenExceptions() => Of("exceptionRaised").Select(entry => entry.Text("exceptionId")).Distinct().Count(id =>
        Of("exceptionRaised", "exceptionResolved").Last(entry => entry.Text("exceptionId") == id).Type == "exceptionRaised");
}
