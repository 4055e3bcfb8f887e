using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrderTracking.Cli.Wire;
using OrderTracking.Client;

namespace OrderTracking.SampleData.Timelines;

/// <summary>The lines of a file of timelines.</summary>
/// <param name="Lines">Timeline by timeline; within one the events as in the file, then a Received that was made.</param>
/// <param name="MadeReceived">The timelines without a receipt of the goods, for which the loader made one.</param>
/// <param name="LeftOut">How many events were left out because their kind is unknown.</param>
internal sealed record TimelineLoad(IReadOnlyList<EventLine> Lines, int Timelines, int WithEvents, IReadOnlyList<string> MadeReceived,
    int LeftOut);

/// <summary>Converts carrier responses to waybills, one each.</summary>
internal static partial class TimelineLines
{
    private const string By = "carrier-timelines", Unknown = "UNKNOWN";

    public static TimelineLoad From(IReadOnlyList<CarrierTimeline> timelines, TimeZoneInfo? zone)
    {
        var told = timelines.Where(timeline => timeline.Events.Any(IsUsable)).ToList();
        var numbers = WaybillNumbers.For(told);
        List<EventLine> lines = [];
        List<string> made = [];
        foreach (var timeline in told)
        {
            var stated = timeline.Events.Any(happened => happened.Suggested == "received");
            lines.AddRange(Waybill(timeline, numbers[timeline.File], stated, zone));
            if (!stated) made.Add(timeline.File);
        }

        return new TimelineLoad(lines, timelines.Count, told.Count, made,
            timelines.Sum(timeline => timeline.Events.Count(happened => !IsUsable(happened))));
    }

    private static bool IsUsable(CarrierEvent happened) => happened.Suggested != "other";

    private static IEnumerable<EventLine> Waybill(CarrierTimeline timeline, string number, bool stated, TimeZoneInfo? zone)
    {
        var order = Clocks.InOrder(timeline);
        var first = stated
            ? order.FirstOrDefault(happened => happened.Suggested == "received")
            ?? timeline.Events.First(happened => happened.Suggested == "received")
            : Earliest(order) ?? timeline.Events.First(IsUsable);
        var received = Received(timeline, order, zone);

        foreach (var happened in timeline.Events.Where(IsUsable))
        {
            yield return stated && happened == first
                ? Line(timeline, happened, number, "received", received, zone)
                : Ordinary(timeline, happened, number, order, zone);
        }

        if (!stated) yield return Line(timeline, first, number, "received", received, zone, "/received");
    }

    /// <summary>
    /// The earliest event, from which a Received is made: one whose time has an offset, if any has, because a Received without one would
    /// be refused and all other lines held.
    /// </summary>
    private static CarrierEvent? Earliest(IReadOnlyList<CarrierEvent> order) =>
        order.FirstOrDefault(happened => IsUsable(happened) && happened.OffsetMinutes is not null) ?? order.FirstOrDefault(IsUsable);

    private static JsonObject Received(CarrierTimeline timeline, IReadOnlyList<CarrierEvent> order, TimeZoneInfo? zone)
    {
        var stations = order.Concat(timeline.Events.Except(order)).Where(IsUsable).Select(Station).ToList();
        var known = stations.Where(station => station != Unknown).ToList();
        var origin = known.FirstOrDefault() ?? Unknown;
        var destination = known.LastOrDefault() ?? Unknown;
        string[] between = [.. stations.Distinct().Where(station => station != origin && station != destination)];
        return WireData.Of(
            ("account", $"CARRIER-{NotSlug().Replace(timeline.Carrier.ToUpperInvariant(), "-")}"),
            ("orderNumber", timeline.Tracking is { Length: > 0 } tracking ? tracking : null),
            ("origin", origin),
            ("destination", destination),
            ("transfers", WireData.ListOrNull(between)),
            ("pieces", 1),
            ("promisedAt", Clocks.Promise(timeline, zone) is { } promise ? WireData.Time(promise) : null));
    }

    private static EventLine Ordinary(CarrierTimeline timeline, CarrierEvent happened, string number, IReadOnlyList<CarrierEvent> order,
        TimeZoneInfo? zone)
    {
        var (type, data) = happened.Suggested switch
        {
            // The suggestion calls everything with a vehicle 'loaded'; the carrier's own words show which of these are out for delivery.
            "loaded" when LastMile().IsMatch(Words(happened)) => ("outForDelivery", WireData.Of(("pieces", 1))),
            "loaded" => ("loaded", WireData.Of(("pieces", 1), ("nextStation", Next(happened, order)))),
            "arrived" => ("arrived", WireData.Of(("pieces", 1))),
            "signed" => ("signed", WireData.Of(("pieces", 1))),
            "dispatch_requested" => ("dispatchRequested", WireData.Of(("purpose", "pickup"))),
            "receipt_returned" => ("receiptReturned", WireData.Of(("copies", 1))),
            "exception_raised" => ("exceptionRaised", Exception(number, happened)),
            // Goods are received once: a second acceptance is a scan at a counter.
            "received" => ("stockedIn", WireData.Of(("pieces", 1))),
            _ => throw new InvalidDataException($"{timeline.File} {happened.I}: unknown suggestion '{happened.Suggested}'")
        };
        return Line(timeline, happened, number, type, data, zone);
    }

    /// <summary>
    /// The next station of a departure: only the last departure from a place gets one, because two with the same next station and a single
    /// arrival there would look like a shortage.
    /// </summary>
    private static string? Next(CarrierEvent happened, IReadOnlyList<CarrierEvent> order) => order
        .SkipWhile(other => other != happened).Skip(1).Where(IsUsable).Select(Station)
        .FirstOrDefault(station => station != Unknown) is { } next && next != Station(happened) ? next : null;

    private static JsonObject Exception(string number, CarrierEvent happened)
    {
        var words = Words(happened);
        var kind = words switch
        {
            _ when Address().IsMatch(words) => "addressWrong",
            _ when NobodyThere().IsMatch(words) => "consigneeUnreachable",
            _ when Delay().IsMatch(words) => "delay",
            _ => "other"
        };
        return WireData.Of(
            ("exceptionId", $"{number}-{happened.I}"),
            ("kind", kind),
            ("stage", kind switch { "delay" => "lineHaul", "other" => "destination", _ => "delivery" }),
            ("responsibleStation", Station(happened)),
            ("pieces", 1),
            ("description", words.Length > 0 ? words : null));
    }

    private static EventLine Line(
        CarrierTimeline timeline, CarrierEvent happened, string number, string type, JsonObject data, TimeZoneInfo? zone,
        string? part = null) =>
        new(EventIds.From(EventSources.Timelines, $"{timeline.File}#{happened.I}{part}"), type, number,
            Clocks.ToSend(happened, zone), Station(happened), By, data);

    /// <summary>In capitals, because carriers write the same place in different cases.</summary>
    private static string Station(CarrierEvent happened) =>
        Spaces().Replace(happened.Place ?? "", " ").Trim() is { Length: > 0 } place ? place.ToUpperInvariant() : Unknown;

    private static string Words(CarrierEvent happened) => Spaces().Replace(happened.Description ?? "", " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("[^A-Z0-9]+")]
    private static partial Regex NotSlug();

    [GeneratedRegex("out for delivery|vehicle for delivery|with delivery courier", RegexOptions.IgnoreCase)]
    private static partial Regex LastMile();

    [GeneratedRegex("address", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("attempt|not home|not available|closed|notice", RegexOptions.IgnoreCase)]
    private static partial Regex NobodyThere();

    [GeneratedRegex("delay|on hold|weather|unable to deliver", RegexOptions.IgnoreCase)]
    private static partial Regex Delay();
}
