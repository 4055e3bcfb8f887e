using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>"在工作变动时,须对所有报表与相应人员交接,缺一不可".</summary>
public sealed class HandOverTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task a_hand_over_lists_what_goes_over_and_stays_on_both_worklists_until_all_of_it_is_taken_over()
    {
        var (wang, li) = (Manager("wang"), Manager("li"));
        await Reference("accountManagerAssigned", new { account = "HOVER", manager = "wang", from = At });
        await Waybill("HO-1", "E-1", copies: null);
        await Waybill("HO-2", null, copies: 1);
        (await fixture.Service.Post("/v1/reports/weekly-account?account=HOVER&from=2026-03-02&format=json", [], null)).Status.ShouldBe(201);
        (await OnWorklist(wang)).ShouldBeEmpty();

        var since = DateTimeOffset.UtcNow;
        await Reference("accountManagerAssigned", new { account = "HOVER", manager = "li", from = since, handOver = "周一提货" });

        var list = (await li.Get("/v1/hand-overs/HOVER")).Body;
        list.GetProperty("note").GetString().ShouldBe("周一提货");
        var items = list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("item").GetString()!).ToList();
        items[..3].ShouldBe(["account", "exception:HO-1/E-1", "receipt:HO-2"]);
        items[3..].ShouldHaveSingleItem().ShouldStartWith("report:");
        (await OnWorklist(wang)).ShouldBe(["HOVER wang li 4"]);
        (await OnWorklist(li)).ShouldBe(["HOVER wang li 4"]);

        // Only the next manager takes over, and only what goes over.
        (await Accept(wang, "account")).Code.ShouldBe("unknown-hand-over");
        (await Accept(li, "account", "receipt:HO-9")).Field.ShouldBe("items[1]");
        (await Accept(li, [.. items.Take(3)])).Body.GetProperty("open").GetInt32().ShouldBe(1);
        (await OnWorklist(wang)).ShouldBe(["HOVER wang li 1"]);

        (await Accept(li, items[3])).Body.GetProperty("open").GetInt32().ShouldBe(0);
        (await OnWorklist(wang)).ShouldBeEmpty();
        (await OnWorklist(li)).ShouldBeEmpty();
    }

    private RunningService Manager(string handle) => fixture.Service.As(Tokens.Caller(handle, [Role.AccountManager]));

    private async Task Waybill(string waybill, string? exception, int? copies)
    {
        var sent = new List<System.Text.Json.Nodes.JsonObject>
            { Send.Received(At, account: "HOVER", copies: copies), Send.Signed(At.AddDays(1), 10) };
        if (exception is not null)
            sent.Add(Send.Event("exceptionRaised", At.AddHours(5), new { exceptionId = exception, kind = "damage" }));
        var answer = await fixture.Service.Post($"/v1/waybills/{waybill}/events", sent);
        answer.Status.ShouldBe(201, answer.ToString());
        (await fixture.Service.Get($"/v1/exceptions?waitFor={answer.Position}")).Status.ShouldBe(200);
    }

    private async Task Reference(string type, object data) =>
        (await fixture.Service.Post("/v1/reference/events", Send.Event(type, At, data, station: "HQ"))).Status.ShouldBe(201);

    private static Task<Answer> Accept(RunningService by, params string[] items) =>
        by.Post("/v1/hand-overs/HOVER/accept", new { items });

    private static async Task<List<string>> OnWorklist(RunningService of) =>
    [
        .. (await of.Get("/v1/worklist")).Body.GetProperty("handOvers").EnumerateArray().Select(item =>
            $"{item.GetProperty("account")} {item.GetProperty("from")} {item.GetProperty("to")} {item.GetProperty("open")}"),
    ];
}
