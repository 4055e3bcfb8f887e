using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>网点回访 over HTTP: by the same routes as claims, and the report for the customer's headquarters.</summary>
public sealed class RoundTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task a_round_is_called_reported_to_the_headquarters_and_followed_by_the_next()
    {
        await Sites("RDACC", "B-1", "B-2", "B-3");
        (await Service.Get("/v1/accounts/RDACC")).Body.GetProperty("sites").GetArrayLength().ShouldBe(3);
        (await Service.Post("/v1/waybills/RDWB-1/events", Send.Received(At, 3, account: "RDACC"))).Status.ShouldBe(201);
        await Post("RD-1", 1, "roundOpened", new { account = "RDACC" });
        await Post("RD-1", 2, "siteCalled", new { site = "B-1", reached = true, satisfied = 2, fault = "damage", problem = "外箱破损",
            waybill = "RDWB-1", complaintId = "RDCP-1" });
        await Post("RD-1", 3, "siteCalled", new { site = "B-2", reached = true, satisfied = 5 });
        // 每家分公司都问一遍: whom nobody called is in the report as well.
        await Post("RD-1", 4, "roundReported", new { note = "增加缓冲材料" });
        var second = await Post("RD-2", 24 * 80, "roundOpened", new { account = "RDACC", follows = "RD-1" });
        foreach (var (site, satisfied) in new[] { ("B-1", 4), ("B-2", 4), ("B-3", 5) })
            second = await Post("RD-2", (24 * 80) + 1, "siteCalled", new { site, reached = true, satisfied });

        var complaint = (await Service.Get("/v1/complaints/RDCP-1")).Body;
        (complaint.GetProperty("account").GetString(), complaint.GetProperty("status").GetString(),
            complaint.GetProperty("opening").GetProperty("data").GetProperty("content").GetString(),
            complaint.GetProperty("waybills")[0].GetString()).ShouldBe(("RDACC", "received", "外箱破损", "RDWB-1"));
        var first = (await Service.Get("/v1/rounds/RD-1")).Body;
        (first.GetProperty("status").GetString(), first.GetProperty("round").GetProperty("followedBy").GetString(),
            first.GetProperty("steps")[0].GetProperty("verdict").GetString()).ShouldBe(("followed", "RD-2", "met"));
        var report = (await Service.Get($"/v1/rounds/RD-2/report?waitFor={second.Position}")).Body;
        report.GetProperty("report").GetString().ShouldBe("call-round");
        var sections = report.GetProperty("sections").EnumerateArray().ToDictionary(
            section => section.GetProperty("key").GetString()!, section => section.GetProperty("rows").EnumerateArray().ToList());
        sections["figures"].Select(row => $"{row.GetProperty("figure").GetString()} {row.GetProperty("count")} {row.GetProperty("rate")} "
            + $"{row.GetProperty("countBefore")} {row.GetProperty("rateBefore")} {row.GetProperty("change")}").ShouldBe(
        [
            "客户网点 Sites 3  3  0", "本次应访 In the round 3  3  0", "已回访 Called 3 1 2 0.6667 1", "已联系上 Reached 3  2  1",
            "已评价 Rated 3  2  1", "反馈良好 Content 3 1 1 0.5 2", "有故障 With a fault 0  1  -1", "故障未解决 Fault not put right 0  1  -1",
        ]);
        sections["sites"].Select(row => $"{row.GetProperty("site").GetString()} {row.GetProperty("change").GetString()}").ShouldBe(
            ["B-1 好转", "B-2 变差", "B-3 首次回访"]);
        var earlier = await Service.Get($"/v1/rounds/RD-1/report?waitFor={second.Position}");
        earlier.Body.GetProperty("sections")[1].GetProperty("rows")[2].GetProperty("change").GetString().ShouldBe("未回访");
        Words(earlier).ShouldBe("外箱破损 / ");
        foreach (var format in (string[])["csv", "xlsx"])
        {
            var file = await Service.Get($"/v1/rounds/RD-2/report.{format}?waitFor={second.Position}");
            (file.Status, file.Bytes.Length > 500).ShouldBe((200, true));
            if (format == "csv") file.Text.ShouldContain("\"B-3\"");
        }
        var counted = (await Service.Get($"/v1/rounds/report?account=RDACC&waitFor={second.Position}")).Body;
        (counted.GetProperty("cases").GetInt64(), counted.GetProperty("amounts").GetProperty("openFaults").GetDecimal()).ShouldBe((2, 1m));
        counted.GetProperty("rates").GetProperty("sites-called").GetProperty("rate").GetProperty("rate").GetDecimal().ShouldBe(0.8333m);
        (await Service.As(Tokens.Caller("desk-xiy", [Role.ServiceDesk], ["XIY"])).Get("/v1/rounds/RD-1/report")).Code
            .ShouldBe("unknown-case");
        // What is wrong in the site's words, and what was done about it once that had happened.
        var resolved = await Post("RD-1", 30, "siteFaultResolved", new { site = "B-1", measure = "已换加固纸箱" });
        Words(await Service.Get($"/v1/rounds/RD-1/report?waitFor={resolved.Position}")).ShouldBe("外箱破损 / 已换加固纸箱");
        foreach (var past in (string[])["asOf=2026-03-03T09:00:00%2B08:00", $"knownAtPosition={resolved.Position - 1}"])
            Words(await Service.Get($"/v1/rounds/RD-1/report?{past}")).ShouldBe("外箱破损 / ", past);

        static string Words(Answer report)
        {
            var site = report.Body.GetProperty("sections")[1].GetProperty("rows")[0];
            return $"{site.GetProperty("problem").GetString()} / {site.GetProperty("measure").GetString()}";
        }
    }

    [Fact]
    public async Task what_a_round_says_to_another_case_is_refused_where_that_case_cannot_hear_it()
    {
        await Sites("RDX", "B-1");
        await Sites("RDY", "B-1");
        (await Submit("RX-1", 1, "roundOpened", new { account = "RDX", follows = "RX-0" })).Code.ShouldBe("unknown-case");
        (await Submit("RX-1", 1, "roundOpened", new { account = "RDX", follows = "RX-1" })).Field.ShouldBe("data.follows");
        (await Submit("RX-1", 1, "roundOpened", new { account = "NOBODY" })).Code.ShouldBe("no-sites");
        await Post("RX-1", 1, "roundOpened", new { account = "RDX" });
        (await Submit("RY-1", 2, "roundOpened", new { account = "RDY", follows = "RX-1" })).Field.ShouldBe("data.follows");
        await Post("RX-2", 2, "roundOpened", new { account = "RDX", follows = "RX-1" });
        (await Submit("RX-3", 3, "roundOpened", new { account = "RDX", follows = "RX-1" })).Code.ShouldBe("already-followed");
        // Nobody says that a round is followed, or which sites there were, but the service.
        (await Submit("RX-2", 3, "roundFollowed", new { round = "RX-9" })).Code.ShouldBe("unknown-type");
        (await Submit("RX-2", 3, "roundSitesListed", new { sites = new[] { "B-9" } })).Code.ShouldBe("unknown-type");
        // A desk of another station knows neither the round nor that the number is taken.
        (await Service.As(Tokens.Caller("desk-xiy", [Role.ServiceDesk], ["XIY"])).Post("/v1/rounds/RX-4/events",
            Send.Event("roundOpened", At.AddHours(4), new { account = "RDX", follows = "RX-2" }, station: "XIY"))).Code
            .ShouldBe("unknown-case");
    }

    [Fact]
    public async Task a_call_sent_twice_opens_one_complaint()
    {
        await Sites("RDZ", "B-1");
        await Post("RZ-1", 1, "roundOpened", new { account = "RDZ" });
        var call = Send.Event("siteCalled", At.AddHours(2),
            new { site = "B-1", reached = true, fault = "delay", problem = "晚到", complaintId = "RZCP-1" });
        (await Service.Post("/v1/rounds/RZ-1/events", call)).Status.ShouldBe(201);
        (await Service.Post("/v1/rounds/RZ-1/events", call)).Status.ShouldBe(200);
        // Another call about the same names it.
        await Post("RZ-1", 3, "siteCalled", new { site = "B-1", reached = true, fault = "delay", problem = "又晚到", complaintId = "RZCP-1" });

        (await Service.Get("/v1/complaints/RZCP-1/timeline")).Items.Select(item => item.GetProperty("type").GetString())
            .ShouldBe(["complaintReceived", "stepDue"]);
    }

    private async Task Sites(string account, params string[] sites) =>
        (await Service.Post("/v1/reference/events", (object[])
        [
            Send.Event("accountSet", At.AddDays(-1), new { account, name = $"{account} 公司", tier = "ordinary" }, station: "HQ"),
            Send.Event("accountSitesSet", At.AddDays(-1),
                new { account, sites = sites.Select(code => new { code, name = $"{code} 店" }) }, station: "HQ"),
        ])).Status.ShouldBe(201);

    private Task<Answer> Submit(string number, int hour, string type, object data) =>
        Service.Post($"/v1/rounds/{number}/events", Send.Event(type, At.AddHours(hour), data));

    private async Task<Answer> Post(string number, int hour, string type, object data)
    {
        var answer = await Submit(number, hour, type, data);
        answer.Status.ShouldBe(201, answer.ToString());
        return answer;
    }
}
