using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>
/// Three waybills of one customer, from the plan to the receipt handed over, hour by hour: the service's clock and the database's are
/// set to each hour. What the account manager and the customer are shown is compared in full.
/// </summary>
public sealed partial class DayInTheLifeTests : IAsyncLifetime
{
    private readonly List<string> differences = [];
    private ServiceOnDatabase running = null!;

    private RunningService Service => running.Service;

    public async ValueTask InitializeAsync() => running = await ServiceOnDatabase.StartAsync();

    public ValueTask DisposeAsync() => running.DisposeAsync();

    [Fact]
    public async Task from_a_customers_plan_to_the_receipt_handed_over()
    {
        await On("2026-03-01T09:00");
        await RecordReference("calendarSet", new { calendar = "cn", holidays = new[] { "2026-03-06" } });
        await RecordReference("accountSet",
            new { account = "ACME", name = "艾克米电子", tier = "key", calendar = "cn", receiptDays = 3, reports = new[] { "weeklyAccount" } });
        await RecordReference("accountManagerAssigned",
            new { account = "ACME", manager = "chen.jing", from = "2026-01-01T00:00:00+08:00" });
        await RecordReference("laneStandardSet", new { origin = "SHA", destination = "CTU", hours = 48 });
        await RecordReference("penaltyScheduleSet", new { rule = "reportBack", fine = 20, effectiveFrom = "2026-01-01" });
        await RecordReference("penaltyScheduleSet", new { rule = "loading", fine = 10, effectiveFrom = "2026-01-01" });

        // ---- Monday: the customer's plan ---------------------------------------------------------------------------------
        await On("2026-03-02T09:00");
        await Send("ZB-1", "received", "SHA",
            new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 10, receiptCopies = 1, filledBy = "mandate",
                freight = 880.50m, goods = "电子元件", weightKg = 320, volumeM3 = 1.6, service = "selfPickup", payment = "monthly",
                shipper = new { name = "艾克米电子", phone = "021-5555" }, consignee = new { name = "王芳", phone = "13800138000" },
                insured = false, receiptKind = "第三联", oneOffMandate = "fax/0302-1" });
        await Send("ZB-1", "dispatchRequested", "SHA", new { purpose = "pickup", wantedAt = "2026-03-02T11:00:00+08:00" });
        await Send("ZB-1", "loadingPlanned", "SHA", new { plannedFor = "2026-03-02", nextStation = "CTU" });
        await Send("ZB-2", "received", "SHA", new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 4,
            goods = "电子元件", weightKg = 40, volumeM3 = 0.2 });
        await Send("ZB-2", "loadingPlanned", "SHA", new { plannedFor = "2026-03-02", nextStation = "CTU" });
        Same(await Due("ZB-1"),
        [
            "pickup SHA 2026-03-02T11:00:00+08:00", "loadingConfirmation SHA 2026-03-02T17:00:00+08:00 CTU",
            "loading SHA 2026-03-02T23:59:59.999999+08:00 CTU",
        ]);

        await On("2026-03-02T10:00");
        Same(await Worklist("10:00", "chen.jing"),
        [
            "ACME", "loading 2026-03-01", "dueToday ZB-1 | SHA | CTU | 10 | 0 | 0 | pending",
            "dueToday ZB-2 | SHA | CTU | 4 | 0 | 0 | pending", "toConfirm ZB-1 | SHA | CTU | 10 | 0 | 420 left",
            "toConfirm ZB-2 | SHA | CTU | 4 | 0 | 420 left",
        ]);
        await Send("ZB-1", "pickedUp", "SHA", new { pieces = 10 });
        // The goods are in hand: from here the lane's hours and the stay at the origin run.
        Same(await Due("ZB-1"),
        [
            "loadingConfirmation SHA 2026-03-02T17:00:00+08:00 CTU", "loading SHA 2026-03-02T23:59:59.999999+08:00 CTU",
            "dwellOrigin SHA 2026-03-03T10:00:00+08:00",
            "arrival CTU 2026-03-04T10:00:00+08:00", "promise CTU 2026-03-04T10:00:00+08:00 laneStandard",
        ]);

        // ---- at noon the lane's standard changes ---------------------------------------------------------------------------
        await On("2026-03-02T12:00");
        await RecordReference("laneStandardSet", new { origin = "SHA", destination = "CTU", hours = 36 });
        await On("2026-03-02T13:00");
        await Send("ZB-3", "received", "SHA",
            new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 6, promisedAt = (string?)null,
                goods = "电子元件", weightKg = 60, volumeM3 = 0.3 });
        (await Promise("ZB-1")).ShouldBe("2026-03-04T10:00:00+08:00 laneStandard");
        (await Promise("ZB-3")).ShouldBe("2026-03-04T01:00:00+08:00 laneStandard");

        await On("2026-03-02T16:00");
        await Send("ZB-1", "loaded", "SHA", new { pieces = 10, nextStation = "CTU", loadingList = "ZZ-0302-01", vehicle = "沪A·D1234" });

        // ---- 17:00: what is planned for today, and whether it can leave ----------------------------------------------------
        await On("2026-03-02T17:05");
        Same(await Worklist("17:00", "chen.jing"),
            ["ACME", "loading 2026-03-02", "loading ZB-2 | SHA | CTU | 4 | 0 | 0 | pending",
                "dueToday ZB-2 | SHA | CTU | 4 | 0 | 0 | pending", "toConfirm ZB-2 | SHA | CTU | 4 | 0 | -5 left"]);
        Same(await Breaches(), ["loadingConfirmation ZB-2 SHA due 2026-03-02T17:00:00+08:00 missed  v"]);

        // ---- Tuesday: 10:00, yesterday's loading; freight that stands still ----------------------------------------------------
        await On("2026-03-03T10:00");
        Same(await Worklist("10:00", "chen.jing"),
        [
            "ACME", "loading 2026-03-02", "loading ZB-2 | SHA | CTU | 4 | 0 | 0 | missed",
            "stagnating ZB-2 | dwellOrigin | SHA | age 25 of 24",
        ]);
        await Send("ZB-3", "loaded", "SHA", new { pieces = 6, nextStation = "CTU" });
        await On("2026-03-03T14:00");
        await Send("ZB-1", "arrived", "CTU", new { pieces = 10 });
        await Send("ZB-1", "exceptionRaised", "CTU",
            new { exceptionId = "E-1", kind = "wet", stage = "lineHaul", responsibleStation = "SHA", pieces = 2, description = "外箱受潮" });
        await Send("ZB-3", "exceptionRaised", "CTU",
            new { exceptionId = "E-3", kind = "delay", stage = "lineHaul", responsibleStation = "SHA", description = "高速封路" });
        await On("2026-03-03T15:30");
        Same(await Worklist("now", "chen.jing"),
        [
            "ACME", "loading 2026-03-02", "loading ZB-2 | SHA | CTU | 4 | 0 | 0 | missed",
            "exception ZB-1 | E-1 | wet | 受潮 | SHA | 2 | 外箱受潮 | 150 left",
            "exception ZB-3 | E-3 | delay | 延误 | SHA |  | 高速封路 | 150 left", "stagnating ZB-2 | dwellOrigin | SHA | age 30.5 of 24",
        ]);

        // ---- one reported back at 3 h 59, the other at 4 h 01 -------------------------------------------------------------------
        await On("2026-03-03T17:59");
        await Send("ZB-1", "exceptionReportedBack", "SHA", new { exceptionId = "E-1", report = "已换箱" });
        await On("2026-03-03T18:01");
        await Send("ZB-3", "exceptionReportedBack", "SHA", new { exceptionId = "E-3", report = "已绕行" });
        // The penalty schedules change from tomorrow on; earlier breaches keep their fines.
        await RecordReference("penaltyScheduleSet", new { rule = "reportBack", fine = 50, effectiveFrom = "2026-03-04" });
        await RecordReference("penaltyScheduleSet", new { rule = "loading", fine = 15, effectiveFrom = "2026-03-04" });
        (await Refused("penaltyScheduleSet", new { rule = "loading", fine = 0, effectiveFrom = "2026-03-03" }))
            .ShouldBe("422 effective-in-past");
        string[] tuesday =
        [
            "loadingConfirmation ZB-2 SHA due 2026-03-02T17:00:00+08:00 missed  v",
            "loading ZB-2 SHA due 2026-03-02T23:59:59.999999+08:00 missed 10 v1",
            "dwellOrigin ZB-2 SHA due 2026-03-03T09:00:00+08:00 missed  v",
            "reportBack ZB-3 SHA due 2026-03-03T18:00:00+08:00 actual 2026-03-03T10:01:00+00:00 late 20 v1",
        ];
        Same(await Breaches(), tuesday);
        Same(await Report("/v1/reports/daily-exceptions?account=ACME&from=2026-03-03"),
        [
            "异常跟进表: ACME 2026-03-03 2026-03-04 2026-03-03T18:01:00+08:00", "exceptions 异常明细",
            "ZB-1 |  | ACME | SHA~CTU | 受潮 | 干线 | CTU | SHA | 2 | 外箱受潮 | 2026-03-03T14:00:00+08:00 | "
                + "2026-03-03T18:00:00+08:00 | 2026-03-03T17:59:00+08:00 | 已换箱 | 按时 | 已复命 |  |  | ",
            "ZB-3 |  | ACME | SHA~CTU | 延误 | 干线 | CTU | SHA |  | 高速封路 | 2026-03-03T14:00:00+08:00 | "
                + "2026-03-03T18:00:00+08:00 | 2026-03-03T18:01:00+08:00 | 已绕行 | 超时 | 已复命 |  |  | ",
        ]);

        // ---- Wednesday: another manager takes over the account; a late event withdraws a breach ------------------------------
        await RecordReference("accountManagerAssigned",
            new { account = "ACME", manager = "wu.gang", from = "2026-03-04T00:00:00+08:00", handOver = "ZB-2 滞留, 请跟进" });
        await On("2026-03-04T07:00");
        await Send("ZB-2", "loaded", "SHA", new { pieces = 4, nextStation = "CTU" }, at: "2026-03-02T16:40");
        await Send("ZB-1", "sorted", "CTU", new { pieces = 10 }, at: "2026-03-03T20:00");
        Same(await Worklist("now", "chen.jing"), ["", "loading 2026-03-03"]);
        // Reported back, and followed all the same: neither is resolved, and neither waybill is closed.
        Same(await Worklist("now", "wu.gang"),
        [
            "ACME", "loading 2026-03-03", "exception ZB-1 | E-1 | wet | 受潮 | SHA | 2 | 外箱受潮 |  left reportedBack",
            "exception ZB-3 | E-3 | delay | 延误 | SHA |  | 高速封路 |  left reportedBack",
        ]);
        Same(await Breaches(),
        [
            "loadingConfirmation ZB-2 SHA due 2026-03-02T17:00:00+08:00 actual 2026-03-02T16:40:00+08:00 withdrawn  v",
            "loading ZB-2 SHA due 2026-03-02T23:59:59.999999+08:00 actual 2026-03-02T16:40:00+08:00 withdrawn  v",
            "dwellOrigin ZB-2 SHA due 2026-03-03T09:00:00+08:00 actual 2026-03-02T16:40:00+08:00 withdrawn  v",
            tuesday[3], "arrival ZB-3 CTU due 2026-03-04T01:00:00+08:00 missed  v",
            "promise ZB-3 CTU due 2026-03-04T01:00:00+08:00 missed  v",
            "sorting ZB-1 CTU due 2026-03-04T02:00:00+08:00 actual 2026-03-03T20:00:00+08:00 withdrawn  v",
        ]);
        Same(await BreachSums("rule"),
        [
            "all 3 of 1, 4 withdrawn, 20", "arrival 1 of 1, 0 withdrawn, 0", "dwellOrigin 0 of 0, 1 withdrawn, 0",
            "loading 0 of 0, 1 withdrawn, 0", "loadingConfirmation 0 of 0, 1 withdrawn, 0",
            "promise 1 of 1, 0 withdrawn, 0", "reportBack 1 of 1, 0 withdrawn, 20", "sorting 0 of 0, 1 withdrawn, 0",
        ]);

        await On("2026-03-04T08:30");
        await Send("ZB-1", "signed", "CTU", new { pieces = 10, signer = new { name = "王芳" } });
        // Three workdays: Thursday, Monday, Tuesday; Friday is a holiday.
        Same(await Due("ZB-1"), ["receipt CTU 2026-03-11T00:00:00+08:00"]);
        await On("2026-03-04T20:00");
        await Send("ZB-2", "arrived", "CTU", new { pieces = 4 });
        await Send("ZB-3", "arrived", "CTU", new { pieces = 6 });
        await Send("ZB-2", "signed", "CTU", new { pieces = 4 });
        await Send("ZB-3", "signed", "CTU", new { pieces = 6 });

        // ---- the receipt, and the week's report ---------------------------------------------------------------------------------
        await On("2026-03-05T09:00");
        await Send("ZB-1", "receiptCollected", "CTU", new { copies = 1 });
        await On("2026-03-09T15:00");
        Same(await Report("/v1/reports/weekly-account?account=ACME&from=2026-03-02"),
        [
            "重点客户周报: ACME 2026-03-02 2026-03-09 2026-03-09T15:00:00+08:00",
            // Beside each figure the same week one, two and three months before, of which nothing is known.
            "volumes 货量",
            "SHA~CTU | 3 | 0 | 0 | 0 | 20 | 0 | 0 | 0 | 420 | 0 | 0 | 0 | 2.1 | 0 | 0 | 0 | 880.5 | 0 | 0 | 0",
            "= 合计 Total | 3 | 0 | 0 | 0 | 20 | 0 | 0 | 0 | 420 | 0 | 0 | 0 | 2.1 | 0 | 0 | 0 | 880.5 | 0 | 0 | 0",
            "onTime 运送准时率", "SHA~CTU | 3 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0.3333 |  |  |  | 0 | 0 | 0 | 0 | 0.3333 |  |  | ",
            "= 合计 Total | 3 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0.3333 |  |  |  | 0 | 0 | 0 | 0 | 0.3333 |  |  | ",
            "loss-and-damage 货损货差",
            "货损（件） Damaged pieces | 2 | 0 | 0 | 0 | 20 | 0 | 0 | 0 | 100 |  |  | ",
            "货损（票） Damaged waybills | 1 | 0 | 0 | 0 | 3 | 0 | 0 | 0 | 333.3333 |  |  | ",
            "货差（件） Short pieces | 0 | 0 | 0 | 0 | 20 | 0 | 0 | 0 | 0 |  |  | ",
            "货差（票） Short waybills | 0 | 0 | 0 | 0 | 3 | 0 | 0 | 0 | 0 |  |  | ",
            "sorting 分理及时率", "SHA~CTU | 3 | 0 | 0 | 0 | 3 | 0 | 0 | 0 | 1 |  |  | ",
            "= 合计 Total | 3 | 0 | 0 | 0 | 3 | 0 | 0 | 0 | 1 |  |  | ",
            "exceptionsByKind 异常分类", "延误 | 1 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0",
            "受潮 | 1 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0",
            "= 合计 Total | 2 | 0 | 0 | 0 | 2 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 | 0 | 0 | 0",
            "exceptions 异常明细",
            "ZB-1 |  | ACME | SHA~CTU | 受潮 | 干线 | CTU | SHA | 2 | 外箱受潮 | 2026-03-03T14:00:00+08:00 | "
                + "2026-03-03T18:00:00+08:00 | 2026-03-03T17:59:00+08:00 | 已换箱 | 按时 | 已复命 |  |  | ",
            "ZB-3 |  | ACME | SHA~CTU | 延误 | 干线 | CTU | SHA |  | 高速封路 | 2026-03-03T14:00:00+08:00 | "
                + "2026-03-03T18:00:00+08:00 | 2026-03-03T18:01:00+08:00 | 已绕行 | 超时 | 已复命 |  |  | ",
            "outstandingReceipts 未返回单", "ZB-1 |  | SHA~CTU | 1 | 2026-03-04T08:30:00+08:00 | 2026-03-11T00:00:00+08:00 | 已回收 | 5",
            "lateWaybills 晚点运单", "ZB-2 |  | SHA~CTU | 2026-03-04T09:00:00+08:00 | 2026-03-04T20:00:00+08:00 | 11 | 否 no",
            "ZB-3 |  | SHA~CTU | 2026-03-04T01:00:00+08:00 | 2026-03-04T20:00:00+08:00 | 19 | 否 no", "notes 备注与分析",
        ]);
        var handedOut = await Service.Post("/v1/reports/weekly-account?account=ACME&from=2026-03-02&format=csv", [], null);
        handedOut.Status.ShouldBe(201, handedOut.ToString());
        var first = await Service.Get(handedOut.Headers.Location!.ToString());
        await On("2026-03-11T09:00");
        await Send("ZB-1", "customerNotified", "SHA", new { channel = "phone", exceptionId = "E-1", customerAgrees = true });
        Same(await Worklist("10:00", "wu.gang"),
        [
            "ACME", "loading 2026-03-10",
            "exception ZB-1 | E-1 | wet | 受潮 | SHA | 2 | 外箱受潮 |  left reportedBack customerTold customerAgreed closed",
            "exception ZB-3 | E-3 | delay | 延误 | SHA |  | 高速封路 |  left reportedBack closed",
            "receipt ZB-1 | CTU | collected | 已回收 | due 2026-03-11T00:00:00+08:00 | 0",
        ]);
        await Send("ZB-1", "exceptionResolved", "SHA", new { exceptionId = "E-1", cause = "weather" });
        await Send("ZB-3", "exceptionResolved", "SHA", new { exceptionId = "E-3", cause = "traffic" });
        await Send("ZB-1", "receiptReturned", "SHA", new { copies = 1 });
        await Send("ZB-1", "receiptHandedOver", "SHA", new { copies = 1 });
        Same(await Worklist("10:00", "wu.gang"), ["ACME", "loading 2026-03-10"]);
        Same(await Due("ZB-1"), []);
        // A report that was handed out stays the same, whatever happened since.
        var again = await Service.Get(handedOut.Headers.Location!.ToString());
        again.Text.ShouldBe(first.Text);
        (await Breaches()).Count(breach => breach.StartsWith("report ", StringComparison.Ordinal)).ShouldBe(0);
        differences.ShouldBeEmpty();
    }

    // Differences are gathered and fail the test at its end, because one is often the cause of others.
    private void Same(string[] found, string[] expected)
    {
        if (!found.SequenceEqual(expected))
            differences.Add($"\n--- expected\n{string.Join('\n', expected)}\n--- but was\n{string.Join('\n', found)}");
    }

    private async Task On(string time)
    {
        await running.At(Time(time));
        await Settle();
    }

    // Waits until the views have everything, and the clock has recorded all deadlines missed by now.
    private async Task Settle()
    {
        await using var source = NpgsqlDataSource.Create(running.Database.ConnectionString);
        await using var settled = source.CreateCommand(
            """
            select coalesce((select last_seq_id from mt_event_progression where name = 'Views:All'), 0)
                   = (select coalesce(max(seq_id), 0) from mt_events)
               and not exists (select from tracking.deadlines where to_be_raised and due_at < tracking.now())
            """);
        for (var givenUp = DateTime.UtcNow.AddSeconds(60); !(bool)(await settled.ExecuteScalarAsync())!; await Task.Delay(20))
            DateTime.UtcNow.ShouldBeLessThan(givenUp, "the views and the clock do not come to rest");
    }

    private async Task RecordReference(string type, object data)
    {
        var answer = await Service.Post("/v1/reference/events",
            Testing.Send.Event(type, running.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)), data, station: "HQ"));
        answer.Status.ShouldBe(201, answer.ToString());
    }

    private async Task<string> Refused(string type, object data)
    {
        var answer = await Service.Post("/v1/reference/events", Testing.Send.Event(type, running.Clock.GetUtcNow(), data, station: "HQ"));
        return $"{answer.Status} {answer.Code}";
    }

    private async Task Send(string waybill, string type, string station, object data, string? at = null)
    {
        var time = at is null ? running.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)) : Time(at);
        var sent = Testing.Send.Event(type, time, data, station: station);
        foreach (var (name, _) in sent["data"]!.AsObject().Where(member => member.Value is null).ToList())
            ((JsonObject)sent["data"]!).Remove(name);
        var answer = await Service.Post($"/v1/waybills/{waybill}/events", sent);
        answer.Status.ShouldBe(201, answer.ToString());
        await Settle();
    }

    private async Task<string[]> Due(string waybill) =>
        [.. (await Service.Get($"/v1/waybills/{waybill}/timeline")).Body.GetProperty("due").EnumerateArray()
            .Select(due => Line(due, "what", "station", "at", "about", "basis", " ").TrimEnd())
            .Select(line => line.Replace("  ", " ", StringComparison.Ordinal))];

    private async Task<string> Promise(string waybill) =>
        (await Due(waybill)).Single(due => due.StartsWith("promise", StringComparison.Ordinal))["promise CTU ".Length..];

    private async Task<string[]> Worklist(string at, string manager)
    {
        var answer = await Service.Get($"/v1/worklist?at={at}&manager={manager}");
        answer.Status.ShouldBe(200, answer.ToString());
        var list = answer.Body;
        return
        [
            string.Join(' ', list.GetProperty("accounts").EnumerateArray()), $"loading {list.GetProperty("loadingDay")}",
            .. Of("loading").Select(item => "loading "
                + Line(item, "waybill", "station", "nextStation", "planned", "loaded", "wrong", "verdict", " | ")),
            .. Of("dueToday").Select(item => "dueToday "
                + Line(item, "waybill", "station", "nextStation", "planned", "loaded", "wrong", "verdict", " | ")),
            .. Of("toConfirm").Select(item =>
                $"toConfirm {Line(item, "waybill", "station", "nextStation", "planned", "loaded", "minutesLeft", " | ")} left"),
            .. Of("customersToTell").Select(item => $"tell {Line(item, "waybill", "station", "about", "minutesLeft", " | ")} left"),
            .. Of("exceptions").Select(item => "exception "
                + Line(item, "waybill", "exceptionId", "kind", "label", "responsibleStation", "pieces", "description", "minutesLeft", " | ")
                + " left" + string.Concat(item.GetProperty("steps").EnumerateArray()
                    .Where(step => step.GetProperty("at").ValueKind != JsonValueKind.Null).Select(step => $" {step.GetProperty("step")}"))),
            .. Of("stagnating").Select(item =>
                $"stagnating {Line(item, "waybill", "rule", "station", " | ")} | "
                + $"age {item.GetProperty("ageHours")} of {item.GetProperty("limitHours")}"),
            .. Of("receipts").Select(item =>
                $"receipt {Line(item, "waybill", "destination", "status", "label", " | ")} | "
                + $"due {item.GetProperty("dueAt")} | {item.GetProperty("daysOver")}"),
        ];

        IEnumerable<JsonElement> Of(string section) => list.GetProperty(section).EnumerateArray();
    }

    private async Task<string[]> Breaches()
    {
        var answer = await Service.Get("/v1/breaches?limit=1000");
        answer.Status.ShouldBe(200, answer.ToString());
        return [.. answer.Items.Select(item =>
            $"{Line(item, "rule", "waybill", "station", " ")} due {item.GetProperty("dueAt")} "
            + (item.GetProperty("actualAt").ValueKind == JsonValueKind.Null ? "" : $"actual {item.GetProperty("actualAt")} ")
            + $"{Line(item, "verdict", "fine", " ")} v{item.GetProperty("penaltyScheduleVersion")}")];
    }

    private async Task<string[]> BreachSums(string groupBy)
    {
        var answer = (await Service.Get($"/v1/breaches/report?groupBy={groupBy}")).Body;
        return [.. answer.GetProperty("groups").EnumerateArray().Prepend(answer.GetProperty("total")).Select(sum =>
            $"{(sum.GetProperty("key").GetString() ?? "all")} {sum.GetProperty("breaches")} of {sum.GetProperty("waybills")}, "
            + $"{sum.GetProperty("withdrawn")} withdrawn, {sum.GetProperty("proposed")}")];
    }

    private async Task<string[]> Report(string path)
    {
        var answer = await Service.Get(path);
        answer.Status.ShouldBe(200, answer.ToString());
        var report = answer.Body;
        return
        [
            $"{Zh(report, "title")}: {Line(report, "account", "from", "to", "madeAt", " ")}",
            .. report.GetProperty("sections").EnumerateArray().SelectMany(section => (string[])
            [
                $"{section.GetProperty("key")} {Zh(section, "heading")}", .. section.GetProperty("rows").EnumerateArray().Select(Row),
                .. section.TryGetProperty("total", out var total) ? [$"= {Row(total)}"] : Array.Empty<string>(),
            ]),
        ];

        static string Row(JsonElement row) =>
            string.Join(" | ", row.EnumerateObject().Where(cell => cell.Name != "behind").Select(cell => cell.Value.ToString()));

        static string Zh(JsonElement item, string heading) => item.GetProperty(heading).GetProperty("zh").GetString()!;
    }

    // The values of an item's members, joined by the last argument.
    private static string Line(JsonElement item, params ReadOnlySpan<string> membersAndSeparator)
    {
        var values = new List<string>();
        foreach (var member in membersAndSeparator[..^1]) values.Add(item.TryGetProperty(member, out var value) ? value.ToString() : "");
        return string.Join(membersAndSeparator[^1], values);
    }

    private static DateTimeOffset Time(string local) =>
        DateTimeOffset.Parse($"{local}:00+08:00", System.Globalization.CultureInfo.InvariantCulture);
}
