using OrderTracking.Cli.Wire;
using OrderTracking.Client;

namespace OrderTracking.SampleData.Demo;

/// <summary>
/// Claims for some of the goods that were signed for with a remark. Each goes one of eight ways; how far it has come follows from its
/// age. Pure: the same freight gives the same claims.
/// </summary>
internal static class DemoClaims
{
    private const int Claims = 16;

    public static IReadOnlyList<DemoCase> Make(ulong seed, DemoFreight freight, DateTimeOffset now)
    {
        var lines = freight.Past.SelectMany(step => step.Lines).ToList();
        var accounts = CaseWriter.Received(freight).ToDictionary(line => line.Waybill, line => line.Data["account"]!.GetValue<string>());
        List<EventLine> remarked =
            [.. lines.Where(line => line.Type == "signed" && KindOf(line) is not null).DistinctBy(line => line.Waybill)];
        // Half of them are of these days, half spread over the time before.
        var recent = remarked.TakeLast(Claims / 2).ToList();
        var before = remarked.SkipLast(Claims / 2).ToList();
        var spread = before.Where((_, i) => i % Math.Max(1, before.Count / (Claims / 2)) == 0).TakeLast(Claims / 2);
        return
        [
            .. spread.Concat(recent).Select((signed, i) => Of(seed, i, signed, accounts[signed.Waybill], now))
                .Where(claim => claim.Events.Count > 0),
        ];
    }

    private static DemoCase Of(ulong seed, int i, EventLine signed, string account, DateTimeOffset now)
    {
        var chance = Chance.For(seed, 2_000_000_000 + (ulong)i);
        var desk = new CaseWriter(seed, "claims", $"LP-{signed.Waybill}", signed.Station, CaseWriter.TimeOf(signed), now);
        var amount = chance.Between(3, 160) * 100;
        var approved = amount * 8 / 10;
        desk.After(8, "claimFiled", WireData.Of(
            ("account", account), ("amount", amount), ("waybills", WireData.ListOrNull([signed.Waybill])),
            ("exceptionId", Journey.Derived(signed.Id, KindOf(signed)!)), ("kind", KindOf(signed)),
            ("claimant", WireData.Of(("name", "赵经理"), ("phone", $"1380000{i:0000}"))),
            ("description", "外包装破损,内件受损,客户要求赔偿")));
        if (i % 8 == 0) return desk.Case;
        desk.After(26, "claimInvestigated", WireData.Of(
            ("findings", "监控与交接单核实:装卸时跌落"), ("evidence", WireData.ListOrNull([$"photo:{signed.Waybill}-1"])),
            ("cause", "loading"), ("responsibleStation", signed.Station)));
        if (i % 8 == 1) return desk.Case;
        desk.After(20, "claimReportSubmitted", WireData.Of(("amount", approved), ("proposal", "按八成赔付")));
        if (i % 8 == 2)
        {
            desk.After(10, "claimSuspended", WireData.Of(
                ("paper", "法务函-07"), ("approver", "chen"), ("reason", "客户已起诉承运车队")), role: "supervisor1");
            return desk.Case;
        }
        desk.After(18, "claimApproved", WireData.Of(("post", "分公司经理"), ("amount", approved)), role: "supervisor1");
        if (i % 8 == 3)
        {
            desk.After(5, "claimDisapproved", WireData.Of(("post", "财务"), ("reason", "发票金额与索赔不符")), role: "supervisor1");
            return desk.Case;
        }
        desk.After(i % 8 == 4 ? 600 : 40, "settlementAgreed", WireData.Of(("amount", approved)));
        desk.After(30, "claimPaid", WireData.Of(("amount", approved), ("payment", $"FK-{i:000}")), role: "finance1");
        if (i % 2 == 0) return desk.Case;
        desk.After(24, "salvageValued", WireData.Of(("amount", amount / 5)));
        desk.After(200, "salvageSold", WireData.Of(("amount", amount / 6)));
        desk.After(90, "recoveryReceived", WireData.Of(("amount", amount / 3), ("from", "insurer")), role: "finance1");
        return desk.Case;
    }

    /// <summary>The kind of a signature's remark, for which the service raises an exception; null where there is none.</summary>
    private static string? KindOf(EventLine signed) => signed.Data["remark"]?["kind"]?.GetValue<string>();
}
