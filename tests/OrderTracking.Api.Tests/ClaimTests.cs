using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>理赔 over HTTP: recorded, read, listed, counted, and shown to those who may see it.</summary>
public sealed class ClaimTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private static int numbers;

    [Fact]
    public async Task a_claim_is_filed_signed_off_settled_and_paid()
    {
        var (claim, waybill, account) = await Received();
        var filed = await Post(claim, Filed(account, waybill));
        (filed.Status, filed.Body.GetProperty("number").GetString(), filed.Body.GetProperty("version").GetInt64())
            .ShouldBe((201, claim, 4));
        filed.Headers.ETag!.Tag.ShouldStartWith("\"4-");
        (await Post(claim, Reported())).Status.ShouldBe(201);
        (await Post(claim, Settled(50))).Code.ShouldBe("nothing-approved");
        (await Post(claim, Send.Event("claimApproved", At.AddHours(3), new { post = "manager", amount = 50 }))).Status.ShouldBe(201);
        (await Post(claim, Settled(51))).Code.ShouldBe("more-than-approved");
        var settled = await Post(claim, Settled(50));
        settled.Status.ShouldBe(201);
        (await Post(claim, Paid(50))).Status.ShouldBe(201);
        var twice = await Post(claim, Paid(1));
        (twice.Status, twice.Code, twice.Body.GetProperty("label").GetString()).ShouldBe((422, "already-paid", "已经赔付"));

        var found = (await Service.Get($"/v1/claims/{claim}")).Body;
        (found.GetProperty("status").GetString(), found.GetProperty("statusLabel").GetString(),
            found.GetProperty("claim").GetProperty("paid").GetDecimal()).ShouldBe(("paid", "已赔付", 50m));
        found.GetProperty("steps").EnumerateArray().Select(step =>
            $"{step.GetProperty("name").GetString()} {step.GetProperty("verdict").GetString()}")
            .ShouldBe(["investigation ended", "report met", "settlement met"]);
        found.TryGetProperty("stream", out _).ShouldBeFalse();
        (await Service.Get($"/v1/claims/{claim}/timeline")).Items.Select(item => item.GetProperty("type").GetString())
            .ShouldBe(["claimFiled", "stepDue", "stepDue", "stepDue", "claimReportSubmitted", "claimApproved", "settlementAgreed",
                "claimPaid"]);

        var timeline = (await Service.Get($"/v1/waybills/{waybill}/timeline")).Body.GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("source").GetString() == "system").ToList();
        timeline.Select(item => (item.GetProperty("type").GetString(), item.GetProperty("data").GetProperty("claimId").GetString()))
            .ShouldBe([("claimOpened", claim), ("claimSettled", claim)]);
        timeline[1].GetProperty("causation").GetGuid().ShouldBe(settled.Body.GetProperty("events")[0].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task what_a_claim_says_of_a_waybill_nobody_sends()
    {
        var (claim, waybill, _) = await Received();

        foreach (var type in (string[])["claimOpened", "claimSettled"])
            (await Service.Post($"/v1/waybills/{waybill}/events", Send.Event(type, At.AddHours(1), new { claimId = claim, amount = 10 })))
                .Code.ShouldBe("not-for-senders");
        (await Post(claim, Settled(10))).Code.ShouldBe("unknown-case");
        (await Post(claim, Filed("ACME", "NOSUCH-1"))).Field.ShouldBe("data.waybills[0]");
        (await Service.Get($"/v1/claims/{claim}")).Code.ShouldBe("unknown-case");
    }

    [Fact]
    public async Task a_retry_is_answered_as_the_first_time_and_if_match_holds()
    {
        var (claim, waybill, account) = await Received();
        var filed = Filed(account, waybill);
        (await Post(claim, filed)).Status.ShouldBe(201);

        var again = await Post(claim, filed);
        (again.Status, again.Body.GetProperty("events")[0].GetProperty("status").GetString()).ShouldBe((200, "duplicate"));
        (await Post(claim, filed.With("occurredAt", "2026-03-02T09:00:01+08:00"))).Code.ShouldBe("id-reused");
        (await Post(claim, Send.Event("received", At, new { account }))).Code.ShouldBe("unknown-type");
        (await Post("CL", filed)).Status.ShouldBe(400);
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/claims/{claim}/events")
        {
            Content = new StringContent(Reported().ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1-1\"");
        (await Service.Send(request)).Code.ShouldBe("version-mismatch");
    }

    [Fact]
    public async Task claims_are_listed_by_account_status_and_waybill_and_paged()
    {
        var (one, waybill, account) = await Received();
        var other = $"{one}-B";
        await Post(one, Filed(account, waybill));
        var last = await Post(other, Filed(account, null, hour: 1));

        var path = $"/v1/claims?account={account}&waitFor={last.Position}";
        (await Numbers(path)).ShouldBe([other, one]);
        (await Numbers($"{path}&waybill={waybill}")).ShouldBe([one]);
        (await Numbers($"{path}&status=paid")).ShouldBeEmpty();
        (await Numbers($"{path}&from=2026-03-03")).ShouldBeEmpty();
        var page = await Service.Get($"{path}&limit=1");
        page.Items[0].GetProperty("number").GetString().ShouldBe(other);
        (await Numbers($"{path}&limit=1&after={page.Body.GetProperty("next").GetString()}")).ShouldBe([one]);
        (await Numbers($"/v1/claims?account={account}&asOf=2026-03-02T09:30:00%2B08:00")).ShouldBe([one]);
    }

    [Fact]
    public async Task claims_of_a_period_are_counted_with_what_was_settled_in_time_and_as_it_was_known()
    {
        var (one, waybill, account) = await Received();
        var filed = await Post(one, Filed(account, waybill));
        foreach (var sent in new[] { Reported(), Send.Event("claimApproved", At.AddHours(3), new { post = "manager", amount = 50 }),
            Settled(50), Paid(50) })
            (await Post(one, sent)).Status.ShouldBe(201);
        var last = await Post($"{one}-B", Filed(account, null));

        var report = (await Service.Get($"/v1/claims/report?account={account}&waitFor={last.Position}")).Body;
        (report.GetProperty("cases").GetInt64(), report.GetProperty("open").GetInt64(),
            report.GetProperty("amounts").GetProperty("claimed").GetDecimal(),
            report.GetProperty("amounts").GetProperty("paid").GetDecimal()).ShouldBe((2, 1, 200m, 50m));
        var rate = report.GetProperty("rates").GetProperty("claims-settled-in-time");
        rate.GetProperty("definition").GetProperty("version").GetInt32().ShouldBe(1);
        (rate.GetProperty("rate").GetProperty("numerator").GetInt64(), rate.GetProperty("rate").GetProperty("denominator").GetInt64())
            .ShouldBe((1, 2));

        var then = (await Service.Get($"/v1/claims/report?account={account}&knownAtPosition={filed.Position}")).Body;
        (then.GetProperty("cases").GetInt64(), then.GetProperty("amounts").GetProperty("paid").GetDecimal()).ShouldBe((1, 0m));
        var early = (await Service.Get($"/v1/claims/{one}?asOf=2026-03-02T09:30:00%2B08:00")).Body;
        (early.GetProperty("status").GetString(), early.GetProperty("steps")[0].GetProperty("verdict").GetString())
            .ShouldBe(("filed", "open"));
    }

    [Fact]
    public async Task the_desk_sees_and_handles_its_stations_claims_and_does_not_sign_them_off()
    {
        var (claim, waybill, account) = await Received();
        var desk = Service.As(Tokens.Caller("desk-sha", [Role.ServiceDesk], ["SHA"]));
        var elsewhere = Service.As(Tokens.Caller("desk-xiy", [Role.ServiceDesk], ["XIY"]));
        var filed = await desk.Post($"/v1/claims/{claim}/events", Filed(account, waybill));
        filed.Status.ShouldBe(201);

        var refused = await desk.Post($"/v1/claims/{claim}/events",
            Send.Event("claimApproved", At.AddHours(3), new { post = "desk", amount = 50 }));
        (refused.Status, refused.Code).ShouldBe((403, "not-your-event"));
        (await desk.Get($"/v1/claims/{claim}")).Status.ShouldBe(200);
        (await elsewhere.Get($"/v1/claims/{claim}")).Code.ShouldBe("unknown-case");
        (await elsewhere.Post($"/v1/claims/{claim}/events", Reported().With("station", "XIY"))).Code.ShouldBe("unknown-case");
        (await elsewhere.Get("/v1/claims")).Items.ShouldBeEmpty();
        (await Service.As(Tokens.Caller("a-customer", [Role.Customer], accounts: [account])).Get($"/v1/claims/{claim}")).Status
            .ShouldBe(403);

        var list = (await desk.Get($"/v1/worklist?waitFor={filed.Position}")).Body.GetProperty("cases").EnumerateArray()
            .Single(item => item.GetProperty("number").GetString() == claim);
        (list.GetProperty("kind").GetString(), list.GetProperty("step").GetString(), list.GetProperty("stepLabel").GetString()).ShouldBe(
            ("claim", "investigation", "调查取证"));
    }

    [Fact]
    public async Task a_claimant_is_shown_and_the_showing_is_logged_and_is_not_in_lists()
    {
        var (claim, waybill, account) = await Received();
        var last = await Post(claim, Filed(account, waybill));

        var auditor = Service.As(Tokens.Caller($"auditor-{claim}", [Role.Auditor]));
        (await auditor.Get($"/v1/claims/{claim}")).Body.GetProperty("opening").GetProperty("data").GetProperty("claimant")
            .GetProperty("name").GetString().ShouldBe("欧阳遗忘");
        (await Service.Get($"/v1/audit/access?subject=auditor-{claim}")).Items[0].GetProperty("route").GetString()
            .ShouldBe("/v1/claims/{number}");
        (await auditor.Get($"/v1/claims?account={account}&waitFor={last.Position}")).Text.ShouldNotContain("欧阳");
        (await auditor.Get($"/v1/claims/{claim}/timeline")).Text.ShouldContain("欧阳遗忘");
    }

    private RunningService Service => fixture.Service;

    private Task<Answer> Post(string claim, JsonObject sent) => Service.Post($"/v1/claims/{claim}/events", sent);

    private async Task<IReadOnlyList<string>> Numbers(string path) =>
        [.. (await Service.Get(path)).Items.Select(item => item.GetProperty("number").GetString()!)];

    private async Task<(string Claim, string Waybill, string Account)> Received()
    {
        var number = Interlocked.Increment(ref numbers);
        var (waybill, account) = ($"CLWB-{number}", $"CLACC{number}");
        (await Service.Post($"/v1/waybills/{waybill}/events", Send.Received(At, 3, account: account))).Status.ShouldBe(201);
        return ($"CL-{number}", waybill, account);
    }

    private static JsonObject Filed(string account, string? waybill, int hour = 0) => Send.Event("claimFiled", At.AddHours(hour), new
    {
        account, amount = 100, waybills = waybill is null ? [] : new[] { waybill }, kind = "damage",
        claimant = new { name = "欧阳遗忘", phone = "13911180777" },
    });

    private static JsonObject Reported() => Send.Event("claimReportSubmitted", At.AddHours(2), new { amount = 50 });

    private static JsonObject Settled(decimal amount) => Send.Event("settlementAgreed", At.AddHours(4), new { amount });

    private static JsonObject Paid(decimal amount) => Send.Event("claimPaid", At.AddHours(5), new { amount });
}
