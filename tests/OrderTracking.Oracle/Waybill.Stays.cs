namespace OrderTracking.Oracle;

/// <summary>Where the goods waited, and for how long they may.</summary>
public sealed partial class Waybill
{
    // What is picked up is in hand once it is picked up, in stock or loaded; all else from its reception.
    private LogEvent? InHand => Received!.Flag("pickup") || Requests("pickup").Any() || Of("vehicleArrived", "pickedUp").Any()
        ? Of("pickedUp", "stockedIn", "loaded").FirstOrDefault() : Received;

    // Each stay begins with an event that says where the goods are: the one with which they were in hand, an arrival, or a loading onto
    // the road.
    private IEnumerable<Asked> Stays()
    {
        for (var scan = InHand ?? Of("arrived").FirstOrDefault(); scan is not null && scan != End; scan = Next(scan))
        {
            if (End is { } end && Place(end) < Place(scan)) yield break;
            var next = Next(scan);
            if (next is not null && next != End && !IsSeenLeaving(scan, next)) continue;
            var (rule, limit) = Stage(scan, next);
            var asked = new Asked(
                rule, scan.Id.ToString(), IsOrigin(scan) ? Origin : scan.Station, scan.OccurredAt, Known(scan.RecordedAt, limit),
                scan.OccurredAt.AddHours(Hours(limit)), next?.OccurredAt, scan.Text("nextStation"));
            // Where goods wait for a vehicle, what they are held does not count.
            if (rule is not ("dwellOrigin" or "dwellTransfer")) yield return asked;
            else if (Resting(asked) is { } resting) yield return resting;
        }
    }

    private bool IsOrigin(LogEvent scan) => scan.Type != "loaded" && scan.Id == InHand?.Id;

    // The next event that says something new about where the goods are; or the end.
    private LogEvent? Next(LogEvent scan) =>
        Counting.Skip(Place(scan) + 1).FirstOrDefault(entry => entry == End || (scan.Type == "loaded", entry.Type) switch
    {
        (true, "arrived") or (false, "loaded") => true,
        (true, "loaded") or (false, "arrived") => entry.Station != scan.Station,
        _ => false,
    });

    // Loaded at the station where it was, or arrived from the road. Otherwise an event is missing and the length of the stay is unknown.
    private bool IsSeenLeaving(LogEvent scan, LogEvent next) => scan.Type == "loaded"
        ? next.Type == "arrived"
        : next.Type == "loaded" && (next.Station == scan.Station || (IsOrigin(scan) && next.Station == Origin));

    private (string Rule, string Limit) Stage(LogEvent scan, LogEvent? next) => scan.Type switch
    {
        "loaded" => ("dwellTransit", "transitHours"),
        _ when IsOrigin(scan) => ("dwellOrigin", "originHours"),
        _ when scan.Station == Destination && next?.Type != "loaded" => ("dwellDestination", "destinationHours"),
        _ => ("dwellTransfer", "transferHours"),
    };
}
