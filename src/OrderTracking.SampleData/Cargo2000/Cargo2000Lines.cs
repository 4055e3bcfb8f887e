using OrderTracking.Cli.Wire;
using OrderTracking.Client;

namespace OrderTracking.SampleData.Cargo2000;

/// <summary>
/// Transport legs to waybills: RCS is Received, DEP Loaded, RCF Arrived, DLV Signed; the planned time of DLV is the
/// promise; every late milestone is an exception of kind delay besides, at the milestone's own time.
/// </summary>
internal static class Cargo2000Lines
{
    private const string By = "cargo2000";

    /// <summary>In the order of the files: waybill by waybill, an exception after its milestone.</summary>
    public static IReadOnlyList<EventLine> From(IEnumerable<Cargo2000Milestone> milestones, IEnumerable<Leg> legs)
    {
        var legOf = legs.ToDictionary(leg => leg.Waybill);
        return [.. milestones.GroupBy(row => row.Waybill).SelectMany(rows => Waybill(legOf[rows.Key], [.. rows.OrderBy(row => row.Seq)]))];
    }

    private static IEnumerable<EventLine> Waybill(Leg leg, Cargo2000Milestone[] rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            yield return row.Event switch
            {
                "received" => Line(row, "received", WireData.Of(
                    ("account", row.Waybill.EndsWith("-O", StringComparison.Ordinal) ? "C2K-OUT" : "C2K-IN"),
                    ("origin", leg.Origin),
                    ("destination", leg.Destination),
                    ("transfers", WireData.ListOrNull(Transfers(rows))),
                    ("pieces", 1),
                    ("promisedAt", rows.Single(other => other.Event == "signed").Planned))),
                "loaded" => Line(row, "loaded", WireData.Of(
                    ("pieces", 1), ("nextStation", rows.Skip(i).FirstOrDefault(other => other.Event == "arrived")?.Place))),
                "arrived" => Line(row, "arrived", WireData.Of(("pieces", 1))),
                "signed" => Line(row, "signed", WireData.Of(("pieces", 1))),
                _ => throw new InvalidDataException($"{row.Waybill} {row.Seq}: unknown event '{row.Event}'")
            };
            if (row.Late) yield return Delay(row, leg);
        }
    }

    /// <summary>Places between the first and the last, in order; a leg may pass through one twice.</summary>
    private static string[] Transfers(Cargo2000Milestone[] rows) =>
        [.. rows.Where(row => row.Event == "arrived").Select(row => row.Place).SkipLast(1)];

    private static EventLine Delay(Cargo2000Milestone row, Leg leg) => Line(row, "exceptionRaised", WireData.Of(
        ("exceptionId", $"{row.Waybill}-{row.Seq}"),
        ("kind", "delay"),
        ("stage", row.Event switch
        {
            "received" => "origin",
            "loaded" => "lineHaul",
            "arrived" => row.Place == leg.Destination ? "destination" : "transfer",
            _ => "delivery"
        }),
        ("responsibleStation", row.Place),
        ("description", $"{row.Code} planned {row.Planned}")), "/delay");

    private static EventLine Line(Cargo2000Milestone row, string type, System.Text.Json.Nodes.JsonObject data, string? part = null) =>
        new(EventIds.From(EventSources.Cargo2000, $"{row.Waybill}/{row.Seq}{part}"), type, row.Waybill, row.At, row.Place, By, data);
}
