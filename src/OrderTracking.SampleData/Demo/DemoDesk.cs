using OrderTracking.Cli.Wire;
using OrderTracking.Client;

namespace OrderTracking.SampleData.Demo;

/// <summary>
/// What the service desk has besides claims: complaints about goods that were signed for with a remark, and of consignees whom a call found
/// discontent, two call rounds of a customer, and the notes between shifts. Pure: the same freight gives the same cases.
/// </summary>
internal static class DemoDesk
{
    private const int Complaints = 14, Discontent = 30, Notes = 8;

    public static IReadOnlyList<DemoCase> Make(ulong seed, DemoFreight freight, DateTimeOffset now, int days)
    {
        var lines = freight.Past.SelectMany(step => step.Lines).ToList();
        var accounts = CaseWriter.Received(freight).ToDictionary(line => line.Waybill, line => line.Data["account"]!.GetValue<string>());
        var remarked = lines.Where(line => line.Type == "signed" && line.Data["remark"] is not null).DistinctBy(line => line.Waybill)
            .ToList();
        var complained = Spread(remarked, Complaints);
        var discontent = lines.Where(line => line.Type == "consigneeCalledBack" && line.Data["problem"] is not null)
            .DistinctBy(line => line.Waybill).ExceptBy(complained.Select(line => line.Waybill), line => line.Waybill).ToList();
        var rounds = Math.Min(days - 1, 85);
        return
        [
            .. complained.Concat(Spread(discontent, Discontent)).Select((line, i) => Complaint(seed, i, line, accounts[line.Waybill], now)),
            .. rounds < 7 ? (DemoCase[])[]
                : [Round(seed, "HF-1", null, now.AddDays(-rounds), now), Round(seed, "HF-2", "HF-1", now.AddHours(-27), now)],
            .. Enumerable.Range(0, Notes).Select(i => Note(seed, i, now)),
        ];
    }

    private static List<EventLine> Spread(List<EventLine> lines, int wanted) =>
        [.. lines.Where((_, i) => i % Math.Max(1, lines.Count / wanted) == 0).TakeLast(wanted)];

    // Some founded, answered late, opened anew, or never answered.
    private static DemoCase Complaint(ulong seed, int i, EventLine about, string account, DateTimeOffset now)
    {
        var desk = new CaseWriter(seed, "complaints", $"TS-{about.Waybill}", about.Station, CaseWriter.TimeOf(about), now);
        var problem = about.Data["problem"]?.GetValue<string>();
        desk.After(5, "complaintReceived", WireData.Of(
            ("account", account), ("channel", i % 3 == 0 ? "web" : "phone"), ("content", problem ?? "收货时外包装破损,来电要求说明"),
            ("firstHandler", $"{about.Station}.service1".ToLowerInvariant()), ("waybills", WireData.ListOrNull([about.Waybill])),
            ("complainant", WireData.Of(("name", "钱经理"), ("phone", $"1390000{i:0000}")))));
        desk.After(6, "complaintJudged", i % 4 == 3
            ? WireData.Of(("founded", false), ("grounds", "签收照片显示外包装完好"))
            : WireData.Of(("founded", true), ("grounds", "装车照片与监控属实"), ("cause", problem is null ? "loading" : "carrier"),
                ("responsibleStation", about.Station)), role: "supervisor1");
        if (i % 7 == 5) return desk.Case;
        desk.After(i % 3 == 1 ? 40 : 7, "complaintAnswered", WireData.Of(("answer", "已致歉并说明处理方案")));
        if (i % 7 == 6) return desk.Case;
        if (i % 4 != 3)
            desk.After(2, "complaintActionSet", WireData.Of(
                ("actionId", "ZG-1"), ("owner", "dock.lead"), ("measure", "易碎品单独码放"), ("dueAt", desk.In(96))));
        desk.After(20, "complaintResolved", WireData.Of(("post", "装卸班"), ("measure", "班组培训,补发加固材料")));
        desk.After(30, "complainantCalledBack", WireData.Of(("satisfied", i % 5 == 2 ? 2 : 4)), role: "service2");
        if (i % 5 == 2)
        {
            desk.After(4, "complaintReopened", WireData.Of(("reason", "客户对赔偿进度不满意")), role: "service2");
            desk.After(16, "complaintAnswered", WireData.Of(("answer", "已约定赔付日期")));
        }
        else if (i % 4 == 0)
        {
            desk.After(24, "complaintActionVerified", WireData.Of(("actionId", "ZG-1")));
        }
        return desk.Case;
    }

    // The first round found faults, of which most were put right; the second is under way.
    private static DemoCase Round(ulong seed, string number, string? follows, DateTimeOffset at, DateTimeOffset now)
    {
        var (desk, sites) = (new CaseWriter(seed, "rounds", number, Station, at, now), DemoReference.Sites);
        desk.After(0, "roundOpened", WireData.Of(("account", DemoReference.CalledAccount), ("follows", follows)));
        foreach (var (i, site) in sites.Index())
        {
            if (follows is not null && i >= sites.Count - 3) return desk.Case;
            var (isReached, isFaulty) = (i % 9 != 4, i % 4 == 1 && (follows is null || i == 1));
            desk.After(1, "siteCalled", WireData.Of(
                ("site", site), ("reached", isReached), ("satisfied", !isReached ? null : isFaulty ? 2 : follows is null ? 4 : 5),
                ("fault", isReached && isFaulty ? "damage" : null), ("problem", isReached && isFaulty ? "到货外箱常有压痕" : null),
                ("complaintId", follows is not null && isFaulty ? "TS-HF-2" : null)));
        }
        desk.After(2, "roundReported", WireData.Of(("note", "建议改用加固纸箱,并在装车清单上注明勿压")));
        desk.After(50, "siteFaultResolved", WireData.Of(("site", sites[5]), ("measure", "已换加固纸箱")));
        return desk.Case;
    }

    // Of the last two days: accepted, done and reviewed; refused; and the newest waiting for the next shift.
    private static DemoCase Note(ulong seed, int i, DateTimeOffset now)
    {
        var desk = new CaseWriter(seed, "desk-notes", $"JB-{i + 1:000}", i % 2 == 0 ? Station : "CTU", now.AddHours(-46 + (6 * i)), now);
        desk.After(0, "noteWritten", WireData.Of(
            ("note", i % 3 == 0 ? "客户下午回电确认收货地址" : "返单已寄出,请跟踪签收"), ("toStation", i % 4 == 3 ? "WUH" : null),
            ("account", DemoReference.CalledAccount), ("dueAt", i % 2 == 0 ? desk.In(20) : null)));
        if (i % 4 == 3) return desk.Case;
        if (i % 4 == 2)
        {
            desk.After(4, "noteRefused", WireData.Of(("reason", "没有客户电话")), role: "service2");
            return desk.Case;
        }
        desk.After(i % 4 == 1 ? 16 : 5, "noteAccepted", WireData.Of(("note", "收到")), role: "service2");
        desk.After(6, "noteDone", WireData.Of(("note", "已回电")), role: "service2");
        desk.After(2, "noteReviewed", WireData.Of(("note", "已阅")), role: "supervisor1");
        return desk.Case;
    }

    private const string Station = "SHA";
}
