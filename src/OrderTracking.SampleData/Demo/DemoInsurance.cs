using OrderTracking.Cli.Wire;
using OrderTracking.Client;

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
            .DistinctBy(line => line.Waybill).ToDictionary(line => line.Waybill, CaseWriter.TimeOf);
        return
        [
            .. CaseWriter.Received(freight)
                .Where(line => line.Data["insuredValue"]?.GetValue<decimal>() > Above)
                .Select((received, i) => Of(seed, i, received, damaged.TryGetValue(received.Waybill, out var at) ? at : null, now))
                .Where(insurance => insurance.Events.Count > 0),
        ];
    }

    private static DemoCase Of(ulong seed, int i, EventLine received, DateTimeOffset? damagedAt, DateTimeOffset now)
    {
        var desk = new CaseWriter(seed, "insurance", $"TB-{received.Waybill}", received.Station, CaseWriter.TimeOf(received), now);
        var value = received.Data["insuredValue"]!.GetValue<decimal>();
        desk.After(6, "coverSubmitted", WireData.Of(
            ("account", received.Data["account"]!.GetValue<string>()), ("waybill", received.Waybill), ("amount", value),
            ("reason", "insured")));
        if (i % 12 == 11)
        {
            desk.After(5, "coverDeclined", WireData.Of(("reason", "包装不符合承保条件")));
            return desk.Case;
        }
        desk.After(5, "coverConfirmed", WireData.Of(("policy", $"PICC-{i:0000}"), ("premium", Math.Round(value * 0.0008m, 2))));
        if (damagedAt is { } damaged && damaged >= desk.At) desk.GoOnFrom(damaged);
        else if (i % 4 != 1) return desk.Case;
        desk.After(4, "lossReported", WireData.Of(("description", damagedAt is null ? "中转时发现受潮" : "签收时发现破损"), ("amount", value / 4)));
        desk.After(i % 3 == 0 ? 150 : 30, "lossPapersSubmitted",
            WireData.Of(("papers", WireData.ListOrNull([$"photo:{received.Waybill}"]))));
        desk.After(20, "insurerClaimFiled", WireData.Of(("amount", value / 4), ("reference", $"CX-{i:0000}")));
        desk.After(300, "insurerPaid", WireData.Of(("amount", value / 5), ("payment", $"BX-{i:0000}")));
        desk.After(2, "insurerRefused", WireData.Of(("reason", "免赔额")));
        return desk.Case;
    }
}
