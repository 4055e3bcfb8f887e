using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Reports;

/// <summary>The weekly and the monthly report of a small account, compared in full.</summary>
public class AccountReportTests(AccountReportTests.Fixture fixture) : IClassFixture<AccountReportTests.Fixture>
{
    [Fact]
    public async Task the_weekly_report_says_how_the_week_was()
    {
        var report = (await fixture.Service.Get("/v1/reports/weekly-account?account=ACME&from=2026-03-09")).Body;

        // "与前1-3月的同期作对比": beside each figure that of 9 to 15 February, January and December.
        Lines(report, "volumes").ShouldBe(
        [
            "SHA~CTU 2 1 0 0 20 10 0 0 220 120 0 0 1.6 0.8 0 0 200 0 0 0", "SHA~HRB 1 0 0 0 10 0 0 0 120 0 0 0 0.8 0 0 0 0 0 0 0",
            "SHA~XIY 0 1 0 0 0 10 0 0 0 120 0 0 0 0.8 0 0 0 0 0 0", "合计 Total 3 2 0 0 30 20 0 0 340 240 0 0 2.4 1.6 0 0 200 0 0 0",
        ]);
        Lines(report, "onTime").ShouldBe(
        [
            "SHA~CTU 3 0 0 0 1 0 0 0 0.3333 - - - 1 0 0 0 0.5 - - -", "SHA~HRB 1 0 0 0 0 0 0 0 0 - - - 0 0 0 0 0 - - -",
            "SHA~XIY 0 1 0 0 0 1 0 0 - 1 - - 0 0 0 0 - 1 - -", "合计 Total 4 1 0 0 1 1 0 0 0.25 1 - - 1 0 0 0 0.3333 1 - -",
        ]);
        // "货损货差、分理及时率等指标".
        Lines(report, "loss-and-damage").ShouldBe(
        [
            "货损（件） Damaged pieces 2 0 0 0 30 20 0 0 66.6667 0 - -", "货损（票） Damaged waybills 1 0 0 0 3 2 0 0 333.3333 0 - -",
            "货差（件） Short pieces 1 1 0 0 30 20 0 0 33.3333 50 - -", "货差（票） Short waybills 1 1 0 0 3 2 0 0 333.3333 500 - -",
        ]);
        Lines(report, "sorting").ShouldBe(["合计 Total 0 0 0 0 0 0 0 0 - - - -"]);
        Lines(report, "exceptionsByKind").ShouldBe(
        [
            "破损 1 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0", "延误 1 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0", "短少 1 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0",
            "合计 Total 3 0 0 0 3 0 0 0 0 0 0 0 0 0 0 0",
        ]);
        // "对以上所跟踪发现的每次异常记录于重点客户分析周报表": also the one that is resolved.
        Lines(report, "exceptions").Select(line => line.Split(' ')[0]).ShouldBe(["M-0", "M-2", "M-3"]);
        Lines(report, "outstandingReceipts").ShouldBe(["M-1 PO-1 SHA~CTU 1 2026-03-11T18:00:00+08:00 2026-03-18T18:00:00+08:00 待回收 20"]);
        Lines(report, "lateWaybills").ShouldBe(
        [
            "M-0 - SHA~CTU 2026-03-09T18:00:00+08:00 2026-03-10T18:00:00+08:00 24 是 yes",
            "M-2 - SHA~CTU 2026-03-12T18:00:00+08:00 - 474 否 no",
            "M-3 - SHA~HRB 2026-03-13T18:00:00+08:00 2026-03-13T19:30:00+08:00 1.5 否 no",
        ]);
        report.GetProperty("definitions").EnumerateArray().Select(definition => definition.GetProperty("name").GetString())
            .ShouldBe(
            [
                "volumes", "revenue", "on-time-signed-gross", "on-time-signed-accountable", "damage-pieces", "damage-waybills",
                "shortage-pieces", "shortage-waybills", "sorting-timeliness", "report-back-4h",
            ]);
    }

    /// <summary>"分析业绩升降原因是否正常;并在《客户关系管理档案》记录".</summary>
    [Fact]
    public async Task what_the_manager_notes_on_a_report_is_part_of_it()
    {
        const string Notes = "/v1/reports/notes?kind=weekly-account&account=ACME&from=2026-03-02";
        (await fixture.Service.As(Tokens.Caller("li", [Role.AccountManager])).Post(Notes, new { note = "春节后货量回升" })).Code
            .ShouldBe("unknown-account");
        var manager = fixture.Service.As(Tokens.Caller("wang", [Role.AccountManager]));

        (await manager.Post(Notes, new { note = "春节后货量回升" })).Status.ShouldBe(201);
        (await manager.Post(Notes, new { note = "春节后货量回升" })).Status.ShouldBe(200);
        (await manager.Post(Notes, new { note = " " })).Code.ShouldBe("invalid-value");

        Lines((await manager.Get("/v1/reports/weekly-account?account=ACME&from=2026-03-02")).Body, "notes")
            .ShouldHaveSingleItem().ShouldEndWith(" wang 春节后货量回升");
        Lines((await manager.Get("/v1/reports/weekly-account?account=ACME&from=2026-03-09")).Body, "notes").ShouldBeEmpty();
    }

    /// <summary>"每天定时将异常报表发送给各相关公司": of a station what was raised there, or what it is responsible for.</summary>
    [Fact]
    public async Task the_daily_sheet_of_a_station_has_what_it_raised_and_what_it_is_responsible_for()
    {
        const string Daily = "/v1/reports/daily-exceptions?from=2026-03-12";
        var hrb = fixture.Service.As(Tokens.Caller("hrb", [Role.BranchSystem], ["HRB"]));
        var sha = fixture.Service.As(Tokens.Caller("sha", [Role.Dispatcher], ["SHA"]));

        (await Of(fixture.Service, $"{Daily}&station=WUH")).ShouldBe(["M-2"]);
        (await Of(fixture.Service, $"{Daily}&station=CTU")).ShouldBeEmpty();
        (await Of(sha, Daily)).ShouldBe(["M-2"]);
        // The waybill that goes to Harbin is seen there; its exception was raised in Shanghai.
        (await Of(hrb, "/v1/reports/daily-exceptions?from=2026-03-13")).ShouldBeEmpty();

        static async Task<List<string>> Of(RunningService by, string path) =>
            [.. Lines((await by.Get(path)).Body, "exceptions").Select(line => line.Split(' ')[0])];
    }

    /// <summary>"每月10日前…递交月工作报告": by the supervisor, of all accounts.</summary>
    [Fact]
    public async Task the_departments_month_is_handed_out_by_the_supervisor()
    {
        var supervisor = fixture.Service.As(Tokens.Caller("zhao", [Role.Supervisor]));

        var report = (await supervisor.Get("/v1/reports/monthly-department?from=2026-03-01")).Body;
        var handedOut = await supervisor.Post("/v1/reports/monthly-department?from=2026-03-01&format=csv", [], null);

        Lines(report, "volumes").ShouldBe(["ACME 3 3 30 30 340 360 2.4 2.4 200 0", "合计 Total 3 3 30 30 340 360 2.4 2.4 200 0"]);
        handedOut.Status.ShouldBe(201, handedOut.ToString());
        (await supervisor.Get("/v1/reports/handed-out?kind=monthly-department")).Items.ShouldHaveSingleItem()
            .GetProperty("account").ValueKind.ShouldBe(JsonValueKind.Null);
        (await fixture.Service.As(Tokens.Caller("wang", [Role.AccountManager])).Get("/v1/reports/handed-out?kind=monthly-department"))
            .Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_monthly_report_puts_each_figure_beside_the_month_before()
    {
        var report = (await fixture.Service.Get("/v1/reports/monthly-account?account=ACME&from=2026-03-01")).Body;

        Lines(report, "volumes")
            .ShouldBe(["SHA~CTU 2 2 20 20 220 240 1.6 1.6 200 0", "SHA~HRB 1 0 10 0 120 0 0.8 0 0 0",
                "SHA~XIY 0 1 0 10 0 120 0 0.8 0 0", "合计 Total 3 3 30 30 340 360 2.4 2.4 200 0"]);
        Lines(report, "onTime").ShouldBe(
            ["SHA~CTU 3 0 1 0 0.3333 - 1 0 0.5 -", "SHA~HRB 1 0 0 0 0 - 0 0 0 -", "SHA~XIY 0 1 0 1 - 1 0 0 - 1",
                "合计 Total 4 1 1 1 0.25 1 1 0 0.3333 1"]);
        Lines(report, "loss-and-damage").ShouldBe(
        [
            "货损（件） Damaged pieces 2 0 30 30 66.6667 0", "货损（票） Damaged waybills 1 0 3 3 333.3333 0",
            "货差（件） Short pieces 1 1 30 30 33.3333 33.3333",
            "货差（票） Short waybills 1 1 3 3 333.3333 333.3333",
        ]);
        Lines(report, "receipts").ShouldBe(["返单率 Returned 0 1 1 1 0 1", "返单及时率 In time 0 1 1 1 0 1", "返单准确率 Correct 0 1 0 1 - 1"]);
        Lines(report, "exceptionsByCause").ShouldBe(["未定 not known yet 2 0 2 0 0 0 0 0", "天气 1 1 1 1 0 0 0 0", "合计 Total 3 1 3 1 0 0 0 0"]);
        Lines(report, "exceptionsByStation")
            .ShouldBe(["未定 not known yet 2 1 2 1 0 0 0 0", "WUH 1 0 1 0 0 0 0 0", "合计 Total 3 1 3 1 0 0 0 0"]);
        var breaches = Lines(report, "breaches");
        breaches.ShouldContain("按时签收 3 0 3 0 0 0 30 0 0 0 0 0");
        // Due on every Monday, and never handed out.
        breaches.ShouldContain("报表交付 5 4 0 0 0 0 500 400 0 0 0 0");
        (report.GetProperty("from").GetString(), report.GetProperty("to").GetString()).ShouldBe(("2026-03-01", "2026-04-01"));
    }

    [Fact]
    public async Task what_the_figures_count_is_listed_where_the_report_says()
    {
        var report = (await fixture.Service.Get("/v1/reports/monthly-account?account=ACME&from=2026-03-01")).Body;

        foreach (var section in report.GetProperty("sections").EnumerateArray())
            foreach (var row in section.GetProperty("rows").EnumerateArray())
                if (row.TryGetProperty("behind", out var behind))
                    (await fixture.Service.Get(behind.GetString()!)).Status.ShouldBe(200, behind.GetString());
        var late = Section(report, "onTime").GetProperty("total").GetProperty("behind").GetString()!;
        (await fixture.Service.All(late)).Select(row => row.GetProperty("waybill").GetString()).ShouldBe(["M-0", "M-2", "M-3"]);
    }

    [Fact]
    public async Task a_report_agrees_with_the_figures_served_beside_it()
    {
        var total = Section((await fixture.Service.Get("/v1/reports/monthly-account?account=ACME&from=2026-03-01")).Body, "onTime")
            .GetProperty("total");
        var rate = (await fixture.Service.Get("/v1/on-time?account=ACME&from=2026-03-01&to=2026-04-01")).Body.GetProperty("total");

        (total.GetProperty("onTime").GetInt64(), total.GetProperty("due").GetInt64(), total.GetProperty("gross").GetDecimal())
            .ShouldBe((rate.GetProperty("numerator").GetInt64(), rate.GetProperty("denominator").GetInt64(),
                rate.GetProperty("rate").GetDecimal()));
    }

    [Fact]
    public async Task an_account_of_which_nothing_is_known_has_a_report_without_rates()
    {
        var report = (await fixture.Service.Get("/v1/reports/monthly-account?account=NOBODY&from=2026-03-01")).Body;

        Lines(report, "volumes").ShouldBe(["合计 Total 0 0 0 0 0 0 0 0 0 0"]);
        Lines(report, "onTime").ShouldBe(["合计 Total 0 0 0 0 - - 0 0 - -"]);
        foreach (var ending in new[] { "csv", "xlsx" })
            (await fixture.Service.Get($"/v1/reports/monthly-account.{ending}?account=NOBODY&from=2026-03-01")).Status.ShouldBe(200);
    }

    private static JsonElement Section(JsonElement report, string key) =>
        report.GetProperty("sections").EnumerateArray().Single(section => section.GetProperty("key").GetString() == key);

    // Each row's cells, the total last.
    private static List<string> Lines(JsonElement report, string key)
    {
        var section = Section(report, key);
        var rows = section.GetProperty("rows").EnumerateArray().ToList();
        if (section.TryGetProperty("total", out var total)) rows.Add(total);
        return [.. rows.Select(row => string.Join(' ', row.EnumerateObject().Where(cell => cell.Name != "behind")
            .Select(cell => cell.Value.ValueKind == JsonValueKind.Null ? "-" : cell.Value.ToString())))];
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private ServiceOnDatabase running = null!;

        public RunningService Service => running.Service;

        /// <summary>All events are recorded on 1 April 2026 at noon.</summary>
        public async ValueTask InitializeAsync()
        {
            running = await ServiceOnDatabase.StartAsync();
            await running.At(At(2, 1));
            var recorded = await Service.Post("/v1/reference/events", new[]
            {
                Send.Event("accountSet", At(2, 1), new { account = "ACME", tier = "key", reports = new[] { "weeklyAccount" } }),
                Send.Event("penaltyScheduleSet", At(2, 1), new { rule = "promise", fine = 10, effectiveFrom = "2026-02-01" }),
                Send.Event("penaltyScheduleSet", At(2, 1), new { rule = "report", fine = 100, effectiveFrom = "2026-02-01" }),
            });
            recorded.Status.ShouldBe(201, recorded.ToString());
            (await Service.Post("/v1/reference/events", Send.Event("accountManagerAssigned", At(2, 1),
                new { account = "ACME", manager = "wang", from = At(2, 1) }))).Status.ShouldBe(201);
            await running.At(At(4, 1, 12));
            JsonObject[] lines =
            [
                Received("M-8", At(2, 10), "XIY", At(2, 12), copies: 1), Signed("M-8", At(2, 11), "XIY"),
                Event("M-8", "receiptReturned", At(2, 13)),
                Received("M-9", At(2, 15)), .. Raised("M-9", At(2, 16), "shortage", 1), Resolved("M-9", At(2, 17), excused: false),
                Received("M-0", At(2, 27), promised: At(3, 9)), Signed("M-0", At(3, 10)), .. Raised("M-0", At(3, 9), "delay", null),
                Resolved("M-0", At(3, 10), excused: true),
                Received("M-1", At(3, 10), promised: At(3, 11, 20), copies: 1, order: "PO-1"), Signed("M-1", At(3, 11)),
                Received("M-2", At(3, 11, 9), promised: At(3, 12)), .. Raised("M-2", At(3, 12, 10), "damage", 2, "WUH"),
                Received("M-3", At(3, 12, 9), "HRB", At(3, 13)), Signed("M-3", At(3, 13, 19, 30), "HRB"),
                .. Raised("M-3", At(3, 13, 20), "shortage", 1),
            ];
            var answer = await Service.PostLines("/v1/events", lines);
            answer.Body.GetProperty("accepted").GetInt32().ShouldBe(lines.Length, answer.ToString());
            (await Service.Get($"/v1/exceptions?waitFor={answer.Position}")).Status.ShouldBe(200);
        }

        public async ValueTask DisposeAsync() => await running.DisposeAsync();

        private static JsonObject Received(string waybill, DateTimeOffset at, string to = "CTU", DateTimeOffset? promised = null,
            int? copies = null, string? order = null)
        {
            var sent = Send.Received(at, account: "ACME", destination: to, promisedAt: promised, copies: copies, waybill: waybill);
            if (order is null) return sent;
            var data = sent["data"]!;
            (data["orderNumber"], data["weightKg"], data["freight"]) = (order, 100, 200);
            return sent;
        }

        private static JsonObject Signed(string waybill, DateTimeOffset at, string to = "CTU") => Send.Signed(at, 10, to, waybill: waybill);

        private static JsonObject[] Raised(string waybill, DateTimeOffset at, string kind, int? pieces, string? responsible = null) =>
            [Event(waybill, "exceptionRaised", at, new { exceptionId = "A", kind, pieces, responsibleStation = responsible })];

        private static JsonObject Resolved(string waybill, DateTimeOffset at, bool excused) => Event(
            waybill, "exceptionResolved", at, excused
                ? new { exceptionId = "A", cause = "weather", excused, reasonCode = "R1", evidence = "photo", approver = "wang",
                    excuses = new[] { "promise" } }
                : new { exceptionId = "A", cause = "weather" });

        private static JsonObject Event(string waybill, string type, DateTimeOffset at, object? data = null) =>
            Send.Event(type, at, data, waybill: waybill);

        private static DateTimeOffset At(int month, int day, int hour = 18, int minute = 0) =>
            new(2026, month, day, hour, minute, 0, TimeSpan.FromHours(8));
    }
}
