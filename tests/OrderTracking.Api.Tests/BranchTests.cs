using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>分公司 and the group: figures by branch, who handles which cases, and 「每月…通报集团各司的有效投诉案件、理赔及时率、货损货差率」.</summary>
public sealed class BranchTests(BranchTests.Fixture fixture) : IClassFixture<BranchTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("/v1/figures/volumes", "waybills", "EAST 3 of 4")]
    [InlineData("/v1/figures/dwell-origin", "stays", "EAST 3 of 4")]
    [InlineData("/v1/on-time", "denominator", "EAST 2, WEST 1 of 4")]
    [InlineData("/v1/exceptions/report", "exceptions", "WEST 1 of 4")]
    [InlineData("/v1/breaches/report", "breaches", "EAST 2, WEST 1 of 4")]
    [InlineData("/v1/receipts/report", "receipts", "EAST 2, WEST 1 of 4")]
    public async Task a_figure_by_branch_sums_up_its_stations_and_what_is_of_none_is_in_the_total(
        string path, string member, string expected)
    {
        var rule = path == "/v1/breaches/report" ? "&rule=promise" : "";

        var answer = (await fixture.Service.Get($"{path}?account=BRANCHED&groupBy=branch{rule}")).Body;

        var groups = answer.GetProperty("groups").EnumerateArray()
            .Select(group => $"{group.GetProperty("key")} {group.GetProperty(member)}");
        $"{string.Join(", ", groups)} of {answer.GetProperty("total").GetProperty(member)}".ShouldBe(expected);
    }

    [Fact]
    public async Task the_waybills_of_two_stations_of_a_branch_are_counted_once()
    {
        // B-1 breaks standards at SHA and at HGH, which are of one branch.
        var answer = (await fixture.Service.Get("/v1/breaches/report?groupBy=branch")).Body;

        var east = answer.GetProperty("groups").EnumerateArray().Single(group => group.GetProperty("key").GetString() == "EAST");
        var waybills = (await fixture.Service.All("/v1/breaches"))
            .Where(row => row.GetProperty("station").GetString() is "SHA" or "HGH")
            .Select(row => row.GetProperty("waybill").GetString()).ToList();
        waybills.Count.ShouldBeGreaterThan(waybills.Distinct().Count());
        east.GetProperty("waybills").GetInt64().ShouldBe(waybills.Distinct().Count());
    }

    [Fact]
    public async Task the_rows_behind_a_branchs_figure_are_those_of_its_stations()
    {
        var east = (await fixture.Service.Get("/v1/on-time?groupBy=branch")).Body.GetProperty("groups")[0];

        (await fixture.Service.All(east.GetProperty("others").GetString()!)).Select(row => row.GetProperty("waybill").GetString())
            .ShouldBe(["B-1", "B-2"]);
        (await fixture.Service.All("/v1/volumes?branch=EAST&station=SHA")).Count.ShouldBe(3);
        (await fixture.Service.All("/v1/volumes?branch=WEST&station=SHA")).ShouldBeEmpty();
        (await fixture.Service.All("/v1/receipts?branch=NOWHERE")).ShouldBeEmpty();
        (await fixture.Service.Get("/v1/lanes?branch=EAST")).Code.ShouldBe("unknown-parameter");
    }

    [Fact]
    public async Task a_station_that_goes_to_another_branch_takes_its_figures_along_and_the_past_is_answered_as_it_was()
    {
        await fixture.Set("stationSet", new { code = "MOV", branch = "FIRST" });
        var received = Send.Received(At, account: "MOVED", origin: "MOV");
        var position = (await fixture.Service.Post("/v1/waybills/MOVED-1/events", received)).Position;
        (await Groups($"waitFor={position}")).ShouldBe(["FIRST"]);
        await fixture.Set("stationSet", new { code = "MOV", branch = "SECOND" });

        (await Groups($"waitFor={position}")).ShouldBe(["SECOND"]);
        (await Groups($"knownAtPosition={position}")).ShouldBe(["FIRST"]);

        async Task<List<string?>> Groups(string asked) =>
            [.. (await fixture.Service.Get($"/v1/figures/volumes?account=MOVED&groupBy=branch&{asked}")).Body
                .GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("key").GetString())];
    }

    [Fact]
    public async Task a_branchs_service_handles_the_cases_of_its_branch_and_of_no_other()
    {
        // A caller of SHA; HGH is of the same branch.
        var east = fixture.Service.As(Tokens.Caller("east", [Role.BranchService], ["SHA"]));

        (await east.All("/v1/claims")).Select(row => row.GetProperty("number").GetString()).ShouldBe(["BC-2", "BC-1"]);
        (await east.Get("/v1/claims/BC-3")).Code.ShouldBe("unknown-case");
        (await east.Post("/v1/claims/BC-2/events", Investigated("HGH"))).Status.ShouldBe(201);
        (await east.Post("/v1/claims/BC-2/events", Investigated("CTU"))).Code.ShouldBe("not-your-station");
        (await east.Post("/v1/claims/BC-2/events", Send.Event("claimApproved", At.AddDays(2), new { post = "desk", amount = 1 },
            station: "SHA"))).Code.ShouldBe("not-your-event");
        (await east.Get("/v1/group/report?month=2026-03")).Status.ShouldBe(403);
        // Without a branch, the station itself.
        (await fixture.Service.As(Tokens.Caller("xiy", [Role.BranchService], ["XIY"])).All("/v1/claims"))
            .Select(row => row.GetProperty("number").GetString()).ShouldBe(["BC-4"]);
    }

    [Fact]
    public async Task the_groups_service_reads_all_arbitrates_claims_and_sets_corrective_actions()
    {
        var group = fixture.Service.As(Tokens.Caller("group", [Role.GroupService]));

        (await group.All("/v1/claims")).Count.ShouldBeGreaterThanOrEqualTo(4);
        (await group.Post("/v1/claims/BC-3/events", Send.Event("claimArbitrated", At.AddDays(2), new { amount = 10 }, station: "HQ")))
            .Code.ShouldBe("not-escalated");
        (await group.Post("/v1/claims/BC-3/events", Send.Event("claimInvestigated", At.AddDays(2), new { findings = "x" }, station: "HQ")))
            .Code.ShouldBe("not-your-event");
        (await group.Post("/v1/complaints/BP-1/events", Send.Event("complaintActionSet", At.AddDays(2),
            new { actionId = "A-1", owner = "wang", measure = "培训", dueAt = At.AddDays(20) }, station: "HQ"))).Status.ShouldBe(201);
        (await group.Get("/v1/audit/events")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task the_groups_month_ranks_branches_and_leaves_nothing_out()
    {
        var answer = (await fixture.Service.Get("/v1/group/report?month=2026-03")).Body;

        var rows = answer.GetProperty("branches").EnumerateArray().ToList();
        rows.Select(row => row.GetProperty("branch").GetString()).Where(branch => branch is "EAST" or "WEST" or "")
            .ShouldBe(["EAST", "WEST", ""]);
        var total = answer.GetProperty("total").GetProperty("now");
        foreach (var member in (string[])["claims", "complaints", "open", "salvageToSell"])
            rows.Sum(row => row.GetProperty("now").GetProperty(member).GetInt64()).ShouldBe(total.GetProperty(member).GetInt64(), member);
        var west = rows.Single(row => row.GetProperty("branch").GetString() == "WEST").GetProperty("now");
        // The founded complaint was received at SHA and is CTU's to answer for.
        (west.GetProperty("claims").GetInt64(), west.GetProperty("founded").GetProperty("numerator").GetInt64()).ShouldBe((1, 1));
        (await fixture.Service.Get("/v1/group/report?month=2026-3")).Code.ShouldBe("invalid-parameter");
        (await fixture.Service.Get("/v1/group/report")).Field.ShouldBe("month");
        // In April they are the month before.
        var april = (await fixture.Service.Get("/v1/group/report?month=2026-04")).Body.GetProperty("total");
        april.GetProperty("before").GetProperty("claims").GetInt64().ShouldBe(total.GetProperty("claims").GetInt64());
    }

    [Theory]
    [InlineData("monthly-group", "complaints claims harm money notes", "EAST")]
    [InlineData("monthly-claims", "rates sums cause station value age branch cases notes", "EAST")]
    [InlineData("monthly-complaints", "rates sums account cause station age branch cases notes", "WEST")]
    public async Task the_months_are_reports_as_files(string report, string sections, string branch)
    {
        var answer = (await fixture.Service.Get($"/v1/reports/{report}?from=2026-03-01")).Body;

        answer.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("key").GetString()!)
            .ShouldBe(sections.Split(' '));
        (await fixture.Service.Get($"/v1/reports/{report}.csv?from=2026-03-01")).Text.ShouldContain(branch);
        (await fixture.Service.Get($"/v1/reports/{report}.xlsx?from=2026-03-01")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task what_is_open_is_open_now_and_compared_with_no_month()
    {
        var sections = (await fixture.Service.Get("/v1/reports/monthly-claims?from=2026-03-01")).Body.GetProperty("sections")
            .EnumerateArray().ToDictionary(section => section.GetProperty("key").GetString()!);
        var sums = sections["sums"].GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);

        sums["立案 Opened"].GetProperty("change").ValueKind.ShouldBe(JsonValueKind.Number);
        sums["未结 Open now"].GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Number);
        foreach (var name in new[] { "valueBefore", "change" })
            sums["未结 Open now"].GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null);
        sections["age"].GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("key").GetString()!)
            .ShouldBe(["key", "cases"]);
    }

    /// <summary>「每月10号前形成月报表上报客服经理和营运中心客户服务部」.</summary>
    [Fact]
    public async Task a_monthly_report_stands_on_the_worklist_of_who_makes_it_until_it_is_handed_out()
    {
        var group = fixture.Service.As(Tokens.Caller("group", [Role.GroupService]));
        fixture.Clock.Now = DateTimeOffset.UtcNow.AddDays(40);
        try
        {
            var due = (await Reports())[0];
            due.DueAt.Day.ShouldBe(10);
            (await group.Post($"/v1/reports/monthly-claims?from={due.From}", [], null)).Status.ShouldBe(201);

            (await Reports()).ShouldNotContain(due);
            (await fixture.Service.As(Tokens.Caller("east", [Role.BranchService], ["SHA"])).Get("/v1/worklist")).Body
                .GetProperty("reports").GetArrayLength().ShouldBe(0);
        }
        finally
        {
            fixture.Clock.Now = null;
        }

        async Task<List<(string? From, DateTimeOffset DueAt)>> Reports() =>
            [.. (await group.Get("/v1/worklist")).Body.GetProperty("reports").EnumerateArray()
                .Where(row => row.GetProperty("report").GetString() == "monthly-claims")
                .Select(row => (row.GetProperty("from").GetString(), row.GetProperty("dueAt").GetDateTimeOffset()))];
    }

    private static System.Text.Json.Nodes.JsonObject Investigated(string station) =>
        Send.Event("claimInvestigated", At.AddDays(1), new { findings = "属实" }, station: station);

    public sealed class Fixture : ServiceFixture
    {
        internal async Task<Answer> Set(string type, object data)
        {
            var answer = await Service.Post("/v1/reference/events", Send.Event(type, At, data, station: "HQ"));
            answer.Status.ShouldBe(201, answer.ToString());
            return answer;
        }

        protected override async Task Prepare()
        {
            foreach (var (code, branch) in new[] { ("SHA", "EAST"), ("HGH", "EAST"), ("CTU", "WEST") })
                await Set("stationSet", new { code, branch });
            await Set("stationSet", new { code = "XIY" });
            await Set("companySet", new { reports = new[] { "monthlyClaims" } });
            var position = 0L;
            foreach (var (waybill, from, to, responsible) in new[] { ("B-1", "SHA", "HGH", "XIY"), ("B-2", "SHA", "HGH", null),
                ("B-3", "SHA", "CTU", "CTU"), ("B-4", "XIY", "HRB", null) })
            {
                var answer = await Service.Post($"/v1/waybills/{waybill}/events", new[]
                {
                    Send.Received(At, account: "BRANCHED", origin: from, destination: to, promisedAt: At.AddDays(1), copies: 1),
                    Send.Loaded(At.AddDays(2), 10, to, station: from),
                    Send.Event("exceptionRaised", At.AddDays(2.1),
                        new { exceptionId = "E-1", kind = "delay", responsibleStation = responsible }, station: from),
                    Send.Signed(At.AddDays(5), 10, to),
                });
                answer.Status.ShouldBe(201, answer.ToString());
                position = answer.Position;
            }
            foreach (var (number, station) in new[] { ("BC-1", "SHA"), ("BC-2", "HGH"), ("BC-3", "CTU"), ("BC-4", "XIY") })
                await Case("claims", number, "claimFiled", station, new { account = "BRANCHED", amount = 100 });
            await Case("claims", "BC-1", "claimInvestigated", "SHA", new { findings = "属实", responsibleStation = "HGH" });
            await Case("complaints", "BP-1", "complaintReceived", "SHA", new { account = "BRANCHED", channel = "phone", content = "破损" });
            position = await Case("complaints", "BP-1", "complaintJudged", "SHA",
                new { founded = true, grounds = "属实", responsibleStation = "CTU" });
            (await Service.Get($"/v1/exceptions?waitFor={position}")).Status.ShouldBe(200);
        }

        private async Task<long> Case(string route, string number, string type, string station, object data)
        {
            var minutes = number[^1] + (type is "claimFiled" or "complaintReceived" ? 0 : 60);
            var sent = Send.Event(type, At.AddMinutes(minutes), data, station: station);
            var answer = await Service.Post($"/v1/{route}/{number}/events", sent);
            answer.Status.ShouldBe(201, answer.ToString());
            return answer.Position;
        }
    }
}
