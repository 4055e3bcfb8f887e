using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>奖罚: a breach proposes a penalty, and the supervisor confirms or waives it.</summary>
public sealed class PenaltyTests(PenaltyTests.Fixture fixture) : IClassFixture<PenaltyTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task a_supervisor_confirms_or_waives_what_is_proposed_and_the_reports_show_all_three()
    {
        var supervisor = fixture.Service.As(Tokens.Caller("zhao.min", [Role.Supervisor]));
        await Late("PB-1", "PB-2", "PB-3");
        (await Breaches("PB")).ShouldBe(["PB-1 proposed 10-50 accountManager - -", "PB-2 proposed 10-50 accountManager - -",
            "PB-3 proposed 10-50 accountManager - -"]);

        (await supervisor.Post("/v1/waybills/PB-1/events", Confirmed(35))).Status.ShouldBe(201);
        (await supervisor.Post("/v1/waybills/PB-1/events", Confirmed(60))).Code.ShouldBe("invalid-value");
        (await supervisor.Post("/v1/waybills/PB-2/events", Waived())).Status.ShouldBe(201);
        (await supervisor.Post("/v1/waybills/PB-3/events", Waived("sorting"))).Code.ShouldBe("no-penalty");

        (await Breaches("PB")).ShouldBe(["PB-1 confirmed 10-50 accountManager 35 属实", "PB-2 waived 10-50 accountManager - 客户谅解",
            "PB-3 proposed 10-50 accountManager - -"]);
        var total = (await supervisor.Get("/v1/breaches/report?account=PB&rule=promise")).Body.GetProperty("total");
        (total.GetProperty("breaches").GetInt64(), total.GetProperty("proposed").GetDecimal(), total.GetProperty("confirmed").GetDecimal(),
            total.GetProperty("waived").GetDecimal()).ShouldBe((3, 10m, 35m, 10m));
    }

    [Theory]
    [InlineData(Role.Dispatcher)]
    [InlineData(Role.AccountManager)]
    [InlineData(Role.BranchSystem)]
    public async Task nobody_but_a_supervisor_decides_about_penalties(Role role)
    {
        await Late($"PC-{role}");
        var caller = fixture.Service.As(Tokens.Caller("li.wei", [role], role == Role.AccountManager ? [] : ["SHA", "CTU", "HQ"]));

        foreach (var decision in new[] { Confirmed(35), Waived() })
        {
            var refused = await caller.Post($"/v1/waybills/PC-{role}/events", decision);
            (refused.Status, refused.Code).ShouldBe((403, "not-your-event"), refused.ToString());
        }
        (await fixture.Service.As(Tokens.Caller("zhao.min", [Role.Supervisor])).Post($"/v1/waybills/PC-{role}/events",
            Send.Signed(At.AddDays(5), 1))).Code.ShouldBe("not-your-event");
    }

    [Fact]
    public async Task a_fine_for_what_caused_a_complaint_is_proposed_with_the_complaint()
    {
        await Late("PD-1");
        (await fixture.Service.Post("/v1/waybills/PD-1/events", Send.Arrived(At.AddDays(3), 10))).Status.ShouldBe(201);
        (await Sorting()).ShouldBe("-");

        // A complaint is linked by being judged founded, and not by anybody.
        (await fixture.Service.Post("/v1/waybills/PD-1/events",
            Send.Event("complaintLinked", At.AddDays(5), new { complaintId = "C-7" }))).Code.ShouldBe("not-for-senders");
        (await fixture.Service.Post("/v1/complaints/C-7/events", new[]
        {
            Send.Event("complaintReceived", At.AddDays(4),
                new { account = "PD", channel = "phone", content = "晚点", waybills = new[] { "PD-1" } }),
            Send.Event("complaintJudged", At.AddDays(5), new { founded = true, grounds = "属实" }),
        })).Status.ShouldBe(201);

        (await Sorting()).ShouldBe("proposed");

        async Task<string> Sorting() => (await Waited("/v1/breaches?waybill=PD-1&rule=sorting", "PD-1"))[0].GetProperty("penalty") is
            { ValueKind: System.Text.Json.JsonValueKind.String } penalty ? penalty.GetString()! : "-";
    }

    private async Task Late(params string[] waybills)
    {
        foreach (var waybill in waybills)
            (await fixture.Service.Post($"/v1/waybills/{waybill}/events",
                new[] { Send.Received(At, account: waybill[..2], promisedAt: At.AddDays(1)), Send.Signed(At.AddDays(2), 1) }))
                .Status.ShouldBe(201);
    }

    private static System.Text.Json.Nodes.JsonObject Confirmed(decimal amount) =>
        Send.Event("penaltyConfirmed", At.AddDays(6), new { deadline = "promise", amount, reason = "属实" }, station: "HQ");

    private static System.Text.Json.Nodes.JsonObject Waived(string deadline = "promise") =>
        Send.Event("penaltyWaived", At.AddDays(6), new { deadline, reason = "客户谅解" }, station: "HQ");

    private async Task<List<string>> Breaches(string account) =>
    [
        .. (await Waited($"/v1/breaches?account={account}&rule=promise", $"{account}-1", $"{account}-2", $"{account}-3")).Select(row =>
            $"{row.GetProperty("waybill")} {row.GetProperty("penalty")} {row.GetProperty("fine")}-{row.GetProperty("maxFine")} "
            + $"{row.GetProperty("post")} " + (row.GetProperty("decision") is { ValueKind: System.Text.Json.JsonValueKind.Object } decision
                ? $"{(decision.TryGetProperty("amount", out var amount) && amount.ValueKind != System.Text.Json.JsonValueKind.Null
                    ? amount : "-")} {decision.GetProperty("reason")}" : "- -")),
    ];

    private async Task<System.Text.Json.JsonElement[]> Waited(string path, params string[] waybills)
    {
        var position = 0L;
        foreach (var waybill in waybills)
            position = Math.Max(position, (await fixture.Service.Get($"/v1/waybills/{waybill}/events")).Items
                .Max(item => item.GetProperty("position").GetInt64()));
        return (await fixture.Service.Get($"{path}&waitFor={position}")).Items;
    }

    public sealed class Fixture : ServiceFixture
    {
        protected override async Task Prepare()
        {
            foreach (var line in new object[]
            {
                new { rule = "promise", fine = 10, maxFine = 50, unit = "case", post = "accountManager", supervisor = "serviceManager",
                    effectiveFrom = "2026-01-01" },
                new { rule = "sorting", fine = 20, needsComplaint = true, effectiveFrom = "2026-01-01" },
            })
                (await Service.Post("/v1/reference/events", Send.Event("penaltyScheduleSet", At, line, station: "HQ"))).Status
                    .ShouldBe(201);
        }
    }
}
