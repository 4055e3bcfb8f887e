namespace OrderTracking.Oracle;

/// <summary>The remarks and odd marks of a waybill, and the loading lists that it is on.</summary>
public sealed partial class Waybill
{
    private static readonly Dictionary<string, string> RemarkOf = new()
    {
        ["received"] = "remarks", ["orderAmended"] = "remarks", ["deliveryFailed"] = "reason", ["refused"] = "reason",
        ["returnedToShipper"] = "reason", ["stockedIn"] = "packingRemarks",
    };

    public IEnumerable<RemarkRow> Remarks() =>
        from entry in Received is null ? [] : Counting
        where entry.Source == "person"
        let remark = entry.Type == "signed" ? entry.Member("remark") : null
        let kind = remark?.GetProperty("kind").GetString()
        let text = remark is { } beside ? beside.TryGetProperty("text", out var words) ? words.GetString() : null
            : RemarkOf.TryGetValue(entry.Type, out var member) ? entry.Text(member) : null
        let odd = string.Join(',', Odd(entry))
        where odd.Length > 0 || kind is not null || !string.IsNullOrWhiteSpace(text)
        select new RemarkRow(number, entry.Id, Account, Lane, entry.Type, entry.Station, entry.OccurredAt, entry.RecordedAt, kind, text,
            odd.Length > 0 ? odd : null);

    // What is odd about an event by those that happened before it.
    private IEnumerable<string> Odd(LogEvent entry)
    {
        var before = Counting.Take(Place(entry)).ToList();
        if (entry.Type == "received")
        {
            if (entry.Text("origin") == entry.Text("destination")) yield return "origin-is-destination";
            if (entry.Time("promisedAt") <= entry.OccurredAt) yield return "promise-already-past";
            yield break;
        }
        if (entry.OccurredAt < Received!.OccurredAt) yield return "before-received";
        if (before.Any(other => other.Type == "cancelled")) yield return "after-cancelled";
        if (entry.Type is "loaded" or "arrived" or "outForDelivery"
            && before.Where(other => other.Type == "signed").Sum(other => (long)other.Whole("pieces")!) >= Pieces)
            yield return "after-signed";
        string[] lane = [Origin, Destination, .. Received.Texts("transfers")];
        if (entry.Type is "loaded" or "arrived" && !lane.Contains(entry.Station)) yield return "off-lane";
        if (IsLoadedWhileHeld(entry, before)) yield return "loaded-while-held";
        var arrivals = before.Where(other => other.Type == "arrived").ToList();
        if (entry.Type == "arrived" && arrivals.LastOrDefault()?.Station != entry.Station
            && (entry.Station == Origin || arrivals.Any(other => other.Station == entry.Station))) yield return "revisited-station";
        if (entry.Type == "promiseSet" && entry.Time("promisedAt") <= entry.OccurredAt) yield return "promise-already-past";
    }

    public IEnumerable<LoadingListRow> LoadingLists()
    {
        if (Received is null) yield break;
        var naming = Of("loadingPlanned", "loadingListed", "loaded", "arrived").Where(entry => entry.Text("loadingList") is not null);
        foreach (var list in naming.GroupBy(entry => entry.Text("loadingList")!))
        {
            var plans = list.Where(entry => entry.Type == "loadingPlanned").ToList();
            var loadings = list.Where(entry => entry.Type == "loaded").ToList();
            var leaving = list.Where(entry => entry.Type != "arrived").ToList();
            yield return new(
                number, list.Key, Account, Lane, (loadings.FirstOrDefault() ?? list.First()).Station,
                leaving.Select(entry => entry.Text("nextStation")).FirstOrDefault(next => next is not null),
                leaving.Select(entry => entry.Text("vehicle")).LastOrDefault(vehicle => vehicle is not null),
                plans.FirstOrDefault()?.Day("plannedFor") ?? days.Of(list.First().OccurredAt),
                plans.Count == 0 ? null : (int)Math.Min(Pieces, plans.Sum(entry => (long)(entry.Whole("pieces") ?? Pieces))),
                list.LastOrDefault(entry => entry.Type == "loadingListed")?.Whole("pieces"),
                loadings.Sum(entry => entry.Whole("pieces")!.Value),
                list.Where(entry => entry.Type == "arrived").Sum(entry => entry.Whole("pieces")!.Value), loadings.Exists(IsWrong));
        }

        bool IsWrong(LogEvent loaded)
        {
            var here = Of("loadingPlanned").Where(plan => plan.Station == loaded.Station).ToList();
            return here.Count > 0 && here.All(plan => plan.Text("loadingList") != loaded.Text("loadingList")
                && (plan.Text("loadingList") is not null || plan.Text("nextStation") != loaded.Text("nextStation")));
        }
    }
}
