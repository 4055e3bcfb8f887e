using System.Globalization;
using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>
/// Insurances of the goods that are insured for much: most are confirmed, and those that were signed for with a remark, or got wet on their
/// way, are claimed and paid for. What was received in the last hours is still to be declared.
/// </summary>
internal static class DemoInsurance
{
    private const decimal Above = 100_000m;

    public static IReadOnlyList<DemoCase> Make(ulong seed, DemoFreight freight, DateTimeOffset now)
    {
        var lines = freight.Past.SelectMany(step => step.Lines).ToList();
        var damaged = lines.Where(line => line.Type == "signed" && line.Data["remark"] is not null)
            .DistinctBy(line => line.Waybill).ToDictionary(line => line.Waybill, TimeOf);
        return
        [
            .. lines.Where(line => line.Type == "received").GroupBy(line => line.Waybill).Select(of => of.Last())
                .Where(line => line.Data["insuredValue"]?.GetValue<decimal>() > Above)
                .Select((received, i) => Of(seed, i, received, damaged.TryGetValue(received.Waybill, out var at) ? at : null, now))
                .Where(insurance => insurance.Events.Count > 0),
        ];
    }

    private static DemoCase Of(ulong seed, int i, EventLine received, DateTimeOffset? damagedAt, DateTimeOffset now)
    {
        var (number, at) = ($"TB-{received.Waybill}", TimeOf(received));
        var value = received.Data["insuredValue"]!.GetValue<decimal>();
        List<EventLine> events = [];
        After(6, "coverSubmitted", WireData.Of(
            ("account", received.Data["account"]!.GetValue<string>()), ("waybill", received.Waybill), ("amount", value),
            ("reason", "insured")));
        if (i % 12 == 11)
        {
            After(5, "coverDeclined", WireData.Of(("reason", "包装不符合承保条件")));
            return Done();
        }
        After(5, "coverConfirmed", WireData.Of(("policy", $"PICC-{i:0000}"), ("premium", Math.Round(value * 0.0008m, 2))));
        if (damagedAt is { } damaged && damaged >= at) at = damaged;
        else if (i % 4 != 1) return Done();
        After(4, "lossReported", WireData.Of(("description", damagedAt is null ? "中转时发现受潮" : "签收时发现破损"), ("amount", value / 4)));
        After(i % 3 == 0 ? 150 : 30, "lossPapersSubmitted", WireData.Of(("papers", WireData.ListOrNull([$"photo:{received.Waybill}"]))));
        After(20, "insurerClaimFiled", WireData.Of(("amount", value / 4), ("reference", $"CX-{i:0000}")));
        After(300, "insurerPaid", WireData.Of(("amount", value / 5), ("payment", $"BX-{i:0000}")));
        After(2, "insurerRefused", WireData.Of(("reason", "免赔额")));
        return Done();

        DemoCase Done() => new("insurance", number, [.. events.Where(line => TimeOf(line) <= now)]);

        void After(double hours, string type, JsonObject data)
        {
            at = at.AddHours(hours);
            events.Add(new(
                EventIds.From(EventSources.Demo, $"{seed}/{number}/{events.Count}"), type, received.Waybill, WireData.Time(at),
                received.Station, $"{received.Station}.service1".ToLowerInvariant(), data));
        }
    }

    private static DateTimeOffset TimeOf(EventLine line) => DateTimeOffset.Parse(line.OccurredAt!, CultureInfo.InvariantCulture);
}
