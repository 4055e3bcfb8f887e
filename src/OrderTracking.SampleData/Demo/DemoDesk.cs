using System.Globalization;
using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>
/// What the service desk has besides claims: complaints about goods that were signed for with a remark, two call rounds of a customer, and
/// the notes between shifts. Pure: the same freight gives the same cases.
/// </summary>
internal static class DemoDesk
{
    private const int Complaints = 14, Notes = 8;

    public static IReadOnlyList<DemoCase> Make(ulong seed, DemoFreight freight, DateTimeOffset now, int days)
    {
        var lines = freight.Past.SelectMany(step => step.Lines).ToList();
        var accounts = lines.Where(line => line.Type == "received")
            .GroupBy(line => line.Waybill).ToDictionary(of => of.Key, of => of.Last().Data["account"]!.GetValue<string>());
        var remarked = lines.Where(line => line.Type == "signed" && line.Data["remark"] is not null).DistinctBy(line => line.Waybill)
            .ToList();
        var complained = remarked.Where((_, i) => i % Math.Max(1, remarked.Count / Complaints) == 0).TakeLast(Complaints).ToList();
        var rounds = Math.Min(days - 1, 85);
        return
        [
            .. complained.Select((signed, i) => Complaint(seed, i, signed, accounts[signed.Waybill], now)),
            .. rounds < 7 ? (DemoCase[])[]
                : [Round(seed, "HF-1", null, now.AddDays(-rounds), now), Round(seed, "HF-2", "HF-1", now.AddHours(-27), now)],
            .. Enumerable.Range(0, Notes).Select(i => Note(seed, i, now)),
        ];
    }

    // Some founded, answered late, opened anew, or never answered.
    private static DemoCase Complaint(ulong seed, int i, EventLine signed, string account, DateTimeOffset now)
    {
        var desk = new Writer(seed, "complaints", $"TS-{signed.Waybill}", signed.Station,
            DateTimeOffset.Parse(signed.OccurredAt!, CultureInfo.InvariantCulture), now);
        desk.After(5, "complaintReceived", "service1", WireData.Of(
            ("account", account), ("channel", i % 3 == 0 ? "web" : "phone"), ("content", "收货时外包装破损,来电要求说明"),
            ("firstHandler", $"{signed.Station}.service1".ToLowerInvariant()), ("waybills", WireData.ListOrNull([signed.Waybill])),
            ("complainant", WireData.Of(("name", "钱经理"), ("phone", $"1390000{i:0000}")))));
        desk.After(6, "complaintJudged", "supervisor1", i % 4 == 3
            ? WireData.Of(("founded", false), ("grounds", "签收照片显示外包装完好"))
            : WireData.Of(("founded", true), ("grounds", "装车照片与监控属实"), ("cause", "loading"), ("responsibleStation", signed.Station)));
        if (i % 7 == 5) return desk.Case;
        desk.After(i % 3 == 1 ? 40 : 7, "complaintAnswered", "service1", WireData.Of(("answer", "已致歉并说明处理方案")));
        if (i % 7 == 6) return desk.Case;
        if (i % 4 != 3)
            desk.After(2, "complaintActionSet", "service1", WireData.Of(
                ("actionId", "ZG-1"), ("owner", "dock.lead"), ("measure", "易碎品单独码放"), ("dueAt", desk.In(96))));
        desk.After(20, "complaintResolved", "service1", WireData.Of(("post", "装卸班"), ("measure", "班组培训,补发加固材料")));
        desk.After(30, "complainantCalledBack", "service2", WireData.Of(("satisfied", i % 5 == 2 ? 2 : 4)));
        if (i % 5 == 2)
        {
            desk.After(4, "complaintReopened", "service2", WireData.Of(("reason", "客户对赔偿进度不满意")));
            desk.After(16, "complaintAnswered", "service1", WireData.Of(("answer", "已约定赔付日期")));
        }
        else if (i % 4 == 0)
        {
            desk.After(24, "complaintActionVerified", "service1", WireData.Of(("actionId", "ZG-1")));
        }
        return desk.Case;
    }

    // The first round found faults, of which most were put right; the second is under way.
    private static DemoCase Round(ulong seed, string number, string? follows, DateTimeOffset at, DateTimeOffset now)
    {
        var (desk, sites) = (new Writer(seed, "rounds", number, Station, at, now), DemoReference.Sites);
        desk.After(0, "roundOpened", "service1", WireData.Of(("account", DemoReference.CalledAccount), ("follows", follows)));
        foreach (var (i, site) in sites.Index())
        {
            if (follows is not null && i >= sites.Count - 3) return desk.Case;
            var (isReached, isFaulty) = (i % 9 != 4, i % 4 == 1 && (follows is null || i == 1));
            desk.After(1, "siteCalled", "service1", WireData.Of(
                ("site", site), ("reached", isReached), ("satisfied", !isReached ? null : isFaulty ? 2 : follows is null ? 4 : 5),
                ("fault", isReached && isFaulty ? "damage" : null), ("problem", isReached && isFaulty ? "到货外箱常有压痕" : null),
                ("complaintId", follows is not null && isFaulty ? "TS-HF-2" : null)));
        }
        desk.After(2, "roundReported", "service1", WireData.Of(("note", "建议改用加固纸箱,并在装车清单上注明勿压")));
        desk.After(50, "siteFaultResolved", "service1", WireData.Of(("site", sites[5]), ("measure", "已换加固纸箱")));
        return desk.Case;
    }

    // Of the last two days: accepted, done and reviewed; refused; and the newest waiting for the next shift.
    private static DemoCase Note(ulong seed, int i, DateTimeOffset now)
    {
        var desk = new Writer(seed, "desk-notes", $"JB-{i + 1:000}", i % 2 == 0 ? Station : "CTU", now.AddHours(-46 + (6 * i)), now);
        desk.After(0, "noteWritten", "service1", WireData.Of(
            ("note", i % 3 == 0 ? "客户下午回电确认收货地址" : "返单已寄出,请跟踪签收"), ("toStation", i % 4 == 3 ? "WUH" : null),
            ("account", DemoReference.CalledAccount), ("dueAt", i % 2 == 0 ? desk.In(20) : null)));
        if (i % 4 == 3) return desk.Case;
        if (i % 4 == 2)
        {
            desk.After(4, "noteRefused", "service2", WireData.Of(("reason", "没有客户电话")));
            return desk.Case;
        }
        desk.After(i % 4 == 1 ? 16 : 5, "noteAccepted", "service2", WireData.Of(("note", "收到")));
        desk.After(6, "noteDone", "service2", WireData.Of(("note", "已回电")));
        desk.After(2, "noteReviewed", "supervisor1", WireData.Of(("note", "已阅")));
        return desk.Case;
    }

    private const string Station = "SHA";

    /// <summary>Writes a case's events one after the other; those of the future are left out.</summary>
    private sealed class Writer(ulong seed, string route, string number, string station, DateTimeOffset at, DateTimeOffset now)
    {
        private readonly List<EventLine> events = [];

        public DemoCase Case => new(route, number, events);

        public string In(double hours) => WireData.Time(at.AddHours(hours));

        public void After(double hours, string type, string role, JsonObject data)
        {
            at = at.AddHours(hours);
            if (at > now) return;
            events.Add(new(EventIds.From(EventSources.Demo, $"{seed}/{route}/{number}/{events.Count}"), type, number, WireData.Time(at),
                station, $"{station}.{role}".ToLowerInvariant(), data));
        }
    }
}
