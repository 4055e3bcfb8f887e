using System.Globalization;
using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;
using OrderTracking.Client;

namespace OrderTracking.SampleData.Demo;

/// <summary>A case with what has happened of it, in order of time.</summary>
/// <param name="Route">The part of its routes: <c>claims</c>.</param>
internal sealed record DemoCase(string Route, string Number, IReadOnlyList<EventLine> Events);

/// <summary>Writes a case's events one after the other; those of the future are left out.</summary>
/// <param name="at">When the first event's hours begin.</param>
internal sealed class CaseWriter(ulong seed, string route, string number, string station, DateTimeOffset at, DateTimeOffset now)
{
    private readonly List<EventLine> events = [];

    /// <summary>When the last event happened.</summary>
    public DateTimeOffset At { get; private set; } = at;

    public DemoCase Case => new(route, number, events);

    public static DateTimeOffset TimeOf(EventLine line) => DateTimeOffset.Parse(line.OccurredAt!, CultureInfo.InvariantCulture);

    /// <summary>The newest order of each waybill.</summary>
    public static IEnumerable<EventLine> Received(DemoFreight freight) =>
        freight.Past.SelectMany(step => step.Lines).Where(line => line.Type == "received").GroupBy(line => line.Waybill)
            .Select(of => of.Last());

    public string In(double hours) => WireData.Time(At.AddHours(hours));

    public void GoOnFrom(DateTimeOffset time) => At = time;

    public void After(double hours, string type, JsonObject data, string role = "service1")
    {
        At = At.AddHours(hours);
        if (At > now) return;
        events.Add(new(EventIds.From(EventSources.Demo, $"{seed}/{route}/{number}/{events.Count}"), type, number, WireData.Time(At),
            station, $"{station}.{role}".ToLowerInvariant(), data));
    }
}
