using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>What waits for the customer's instruction: who says it, who releases it, and where it is shown.</summary>
public sealed class HeldFreightTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private ServiceOnDatabase running = null!;

    private RunningService Service => running.Service;

    public async ValueTask InitializeAsync()
    {
        running = await ServiceOnDatabase.StartAsync();
        await running.At(Monday.AddDays(-3));
        await Reference("accountManagerAssigned", new { account = "ACME", manager = "chen.jing", from = "2026-01-01T00:00:00+08:00" });
        await Reference("accountSet", new { account = "ACME", measurementTolerancePercent = 10 });
        await running.At(Monday);
        foreach (var (number, account, origin) in new[] { ("HF-1", "ACME", "SHA"), ("HF-2", "ACME", "SHA"), ("HF-3", "BOLT", "WUH") })
            (await Post(Service, number, "received", new { account, origin, destination = "CTU", pieces = 3, goods = "配件", weightKg = 100,
                volumeM3 = 1 }, origin)).ShouldBe("201");
    }

    public ValueTask DisposeAsync() => running.DisposeAsync();

    /// <summary>
    /// 「对于包装验收要求严格的货物、在始发站货物出现异常不能直接发运的货物、需要更换的货物…将信息反馈客户经理」; 「接客户经理发运通知后安排发运事宜」 (job book 6.1, 6.2)
    /// </summary>
    [Fact]
    public async Task a_branch_holds_freight_and_its_account_manager_releases_it()
    {
        var branch = Service.As(Tokens.Caller("sha", [Role.BranchSystem], ["SHA"]));
        var manager = Service.As(Tokens.Caller("chen.jing", [Role.AccountManager]));
        (await Post(branch, "HF-1", "heldForInstruction", new { reason = "goodsException", note = "两箱变形" })).ShouldBe("201");
        (await Post(Service, "HF-3", "heldForInstruction", new { reason = "packing" }, "WUH")).ShouldBe("201");
        await running.At(Monday.AddHours(1.5));
        (await Post(manager, "HF-2", "heldForInstruction", new { reason = "replacement" })).ShouldBe("201");
        (await Post(manager, "HF-1", "customerNotified", new { channel = "phone" })).ShouldBe("201");

        await running.At(Monday.AddHours(3));
        (await Listed(manager)).ShouldBe(
        [
            "HF-1 ACME SHA goodsException 货物异常 两箱变形 3 told 2026-03-02T10:30:00+08:00", "HF-2 ACME SHA replacement 需要更换  1.5",
        ]);
        (await Listed(branch)).Length.ShouldBe(2, "a branch sees its own stations' freight");
        (await Listed(Service)).Length.ShouldBe(3);
        (await Listed(Service, "?station=WUH")).ShouldBe(["HF-3 BOLT WUH packing 包装验收  3"]);
        (await Listed(Service, "?account=ACME&limit=1")).Length.ShouldBe(1);
        (await manager.Get("/v1/worklist")).Body.GetProperty("held").EnumerateArray().Select(item => Text(item, "waybill"))
            .ShouldBe(["HF-1", "HF-2"]);
        (await manager.Get("/v1/worklist")).Body.GetProperty("customersToTell").EnumerateArray()
            .Select(item => $"{Text(item, "waybill")} {Text(item, "about")}").ShouldBe(["HF-2 held"]);
        (await Service.Get("/v1/waybills/HF-1")).Body.GetProperty("held").GetProperty("station").GetString().ShouldBe("SHA");
        var customer = Service.As(Tokens.Caller("acme", [Role.Customer], accounts: ["ACME"]));
        (await customer.Get("/v1/waybills/HF-1")).Body.TryGetProperty("held", out _).ShouldBeFalse();
        (await customer.Get("/v1/held-freight")).Status.ShouldBe(403);

        // The customer's word comes through the account manager: a branch releases nothing.
        (await Post(branch, "HF-1", "releasedForDispatch", new { })).ShouldBe("403 not-your-event");
        (await Post(manager, "HF-1", "releasedForDispatch", new { instruction = "加固后发运" })).ShouldBe("201");
        (await Listed(manager)).ShouldBe(["HF-2 ACME SHA replacement 需要更换  1.5"]);
    }

    [Fact]
    public async Task the_pages_of_the_list_follow_each_other()
    {
        foreach (var number in new[] { "HF-1", "HF-2" }) await Post(Service, number, "heldForInstruction", new { reason = "packing" });
        var first = await Service.Get("/v1/held-freight?limit=1");
        Text(first.Items[0], "waybill").ShouldBe("HF-1");

        var second = await Service.Get($"/v1/held-freight?limit=1&after={Text(first.Body, "next")}");

        Text(second.Items[0], "waybill").ShouldBe("HF-2");
        second.Body.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    /// <summary>「操作员对货物进行称重、量方,发现有异常及时跟客户经理联系」; 「包装验收」 (job book 6.1, 6.2)</summary>
    [Fact]
    public async Task what_is_measured_and_found_of_the_packing_is_on_the_worklist()
    {
        await Post(Service, "HF-1", "stockedIn", new { pieces = 3, weightKg = 120, packingRemarks = "一箱无封条" });
        await Post(Service, "HF-2", "stockedIn", new { pieces = 3, weightKg = 109 });

        var list = (await Service.As(Tokens.Caller("chen.jing", [Role.AccountManager])).Get("/v1/worklist?at=10:00")).Body;

        list.GetProperty("exceptions").EnumerateArray().Select(item =>
            $"{Text(item, "waybill")} {Text(item, "kind")} {Text(item, "label")} {Text(item, "description")}")
            .ShouldBe(["HF-1 measurement 重量体积不符 实测120kg,委托100kg"]);
        list.GetProperty("remarks").EnumerateArray().Select(item => $"{Text(item, "waybill")} {Text(item, "type")} {Text(item, "text")}")
            .ShouldBe(["HF-1 stockedIn 一箱无封条"]);

        (await Post(Service, "HF-1", "orderAmended", new { weightKg = 118 })).ShouldBe("201");
        (await Service.Get("/v1/exceptions?waybill=HF-1")).Items.ShouldBeEmpty();
    }

    private static async Task<string[]> Listed(RunningService caller, string query = "") =>
        [.. (await caller.Get($"/v1/held-freight{query}")).Items.Select(item =>
            $"{Text(item, "waybill")} {Text(item, "account")} {Text(item, "station")} {Text(item, "reason")} {Text(item, "label")} "
            + $"{item.GetProperty("note")} {item.GetProperty("ageHours")}"
            + (item.GetProperty("customerToldAt") is { ValueKind: JsonValueKind.String } told ? $" told {told}" : ""))];

    private async Task<string> Post(RunningService caller, string waybill, string type, object data, string station = "SHA")
    {
        var answer = await caller.Post($"/v1/waybills/{waybill}/events",
            Send.Event(type, running.Clock.GetUtcNow().ToOffset(Monday.Offset), data, station: station));
        if (answer.Status != 201) return $"{answer.Status} {answer.Code}";
        await Service.Get($"/v1/waybills?limit=1&waitFor={answer.Body.GetProperty("position")}");
        return "201";
    }

    private async Task Reference(string type, object data) =>
        (await Service.Post("/v1/reference/events", Send.Event(type, running.Clock.GetUtcNow(), data))).Status.ShouldBe(201);

    private static string Text(JsonElement item, string member) => item.GetProperty(member).GetString()!;
}
