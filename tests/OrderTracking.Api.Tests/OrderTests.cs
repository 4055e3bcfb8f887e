using System.Text.Json;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>What an order lacks, wherever it is shown, and how it is filled in.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(8));

    private ServiceOnDatabase running = null!;

    private RunningService Service => running.Service;

    public async ValueTask InitializeAsync()
    {
        running = await ServiceOnDatabase.StartAsync();
        await Set(Monday.AddDays(-3));
        await Reference("penaltyScheduleSet", new { rule = "orderComplete", fine = 10, effectiveFrom = "2026-01-01" });
        await Reference("accountManagerAssigned", new { account = "ACME", manager = "chen.jing", from = "2026-01-01T00:00:00+08:00" });
        await Reference("mandateGranted",
            new { account = "ACME", mandate = "M-1", reason = "无制单员", from = "2026-01-01", to = "2026-03-02", grantor = "艾克米",
                evidence = "scan/7" });
    }

    public ValueTask DisposeAsync() => running.DisposeAsync();

    /// <summary>「有不符合以上两点要求的计划单,客户经理立即与客户联系…」 (job book 五.1.1); 「给予10元/票罚款」</summary>
    [Fact]
    public async Task gaps_are_in_the_answer_on_the_waybill_and_in_the_ten_oclock_list_until_they_are_filled()
    {
        await Set(Monday);
        var answer = await Post("OR-1", "received",
            new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 3, goods = "配件" });
        answer.Status.ShouldBe(201, answer.ToString());
        Texts(answer.Body, "gaps").ShouldBe(["weightKg", "volumeM3"]);
        await Post("OR-2", "received",
            new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 3, goods = "配件", weightKg = 9, volumeM3 = 1 });
        Texts((await Service.Get("/v1/waybills/OR-1")).Body, "gaps").ShouldBe(["weightKg", "volumeM3"]);
        (await Service.Get("/v1/waybills/OR-2")).Body.TryGetProperty("gaps", out _).ShouldBeFalse();

        await Set(Monday.AddHours(2));
        (await Incomplete()).ShouldBe(["OR-1 weightKg volumeM3 重量 体积, 120 minutes left"]);
        Texts((await Post("OR-1", "orderAmended", new { weightKg = 12.5 })).Body, "gaps").ShouldBe(["volumeM3"]);
        (await Incomplete()).ShouldBe(["OR-1 volumeM3 体积, 120 minutes left"]);

        await Set(Monday.AddHours(5));
        (await Post("OR-1", "orderAmended", new { volumeM3 = 0.4 })).Body.TryGetProperty("gaps", out _).ShouldBeFalse();
        (await Incomplete()).ShouldBeEmpty();
        var breach = (await Service.Get("/v1/breaches?rule=orderComplete")).Items.ShouldHaveSingleItem();
        (Text(breach, "waybill"), Text(breach, "verdict"), breach.GetProperty("fine").GetDecimal()).ShouldBe(("OR-1", "late", 10m));
        (await Service.Get("/v1/waybills/OR-1")).Body.GetProperty("weightKg").GetDecimal().ShouldBe(12.5m);
    }

    [Fact]
    public async Task a_batch_answers_the_gaps_of_each_order()
    {
        await Set(Monday);
        var lines = new[]
        {
            Send.Event("received", Monday, new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 1 }, waybill: "OR-7"),
            Send.Received(Monday, waybill: "OR-8"),
        };

        var results = (await Service.PostLines("/v1/events", lines)).Body.GetProperty("results").EnumerateArray()
            .ToDictionary(line => Text(line, "waybill"));

        Texts(results["OR-7"], "gaps").ShouldBe(["goods", "weightKg", "volumeM3"]);
        results["OR-8"].TryGetProperty("gaps", out _).ShouldBeFalse();
    }

    /// <summary>「若客户要求我司长期代理办单的,需客户书面委托说明…委托时间」 (job book 五.1.4.1)</summary>
    [Fact]
    public async Task a_mandate_that_ran_out_is_a_gap()
    {
        await Set(Monday);
        (await Post("OR-4", "received", OnMandate())).Body.TryGetProperty("gaps", out _).ShouldBeFalse();
        await Set(Monday.AddDays(1));
        Texts((await Post("OR-5", "received", OnMandate())).Body, "gaps").ShouldBe(["mandate"]);

        static object OnMandate() => new
        {
            account = "ACME", origin = "SHA", destination = "CTU", pieces = 3, goods = "配件", weightKg = 9, volumeM3 = 1,
            service = "selfPickup", payment = "monthly", shipper = new { name = "艾克米", phone = "021-5555" },
            consignee = new { name = "王芳", phone = "13800138000" }, insured = false, receiptCopies = 0, filledBy = "mandate",
            mandate = "M-1",
        };
    }

    /// <summary>
    /// 「每日10:00前网上查询…对其中备注中的异常情况及时跟踪」; 「核查是否及时制单及单证制单的准确性」 (customer service handbook, account manager)
    /// </summary>
    [Fact]
    public async Task the_ten_oclock_list_has_remarks_since_yesterday_and_orders_without_their_waybill()
    {
        await Set(Monday.AddDays(-2));
        await Post("OR-11", "received", Complete("周六不送货"));
        await Set(Monday);
        await Post("OR-12", "received", Complete("易碎"));
        await Post("OR-13", "received", Complete());
        await Post("OR-14", "received", Complete());
        await Post("OR-13", "waybillIssued", new { });
        await Post("OR-14", "loaded", new { pieces = 3, nextStation = "WUH" });
        await Post("OR-14", "arrived", new { pieces = 3 }, station: "WUH");
        await Post("OR-15", "received", Complete(account: "OTHER", remarks: "别家"));

        await Set(Monday.AddHours(2));
        (await Listed("notIssued")).ShouldBe(["OR-11 SHA received 已受理"], "today's orders may still get theirs");
        (await Listed("remarks")).ShouldBe(["OR-12 SHA received 受理 易碎 []", "OR-14 WUH arrived 到货  [off-lane]"]);
        await Set(Monday.AddDays(1).AddHours(2));
        (await Listed("notIssued")).ShouldBe(["OR-11 SHA received 已受理", "OR-12 SHA received 已受理"]);
        (await Listed("remarks")).Length.ShouldBe(2);
        await Set(Monday.AddDays(2).AddHours(2));
        (await Listed("remarks")).ShouldBeEmpty();

        static object Complete(string? remarks = null, string account = "ACME") => remarks is null
            ? new { account, origin = "SHA", destination = "CTU", pieces = 3, goods = "配件", weightKg = 9, volumeM3 = 1 }
            : new { account, origin = "SHA", destination = "CTU", pieces = 3, goods = "配件", weightKg = 9, volumeM3 = 1, remarks };
    }

    /// <summary>「有对重点客户个性化操作的指令权」 (job book 四.2)</summary>
    [Fact]
    public async Task an_accounts_instructions_show_to_whoever_handles_its_freight_branches_included()
    {
        await Set(Monday);
        await Reference("accountSet", new { account = "ACME", instructions = "轻放，先电话" });
        await Post("OR-21", "received", new { account = "ACME", origin = "SHA", destination = "CTU", pieces = 3 });
        await Post("OR-21", "loadingPlanned", new { plannedFor = "2026-03-02", nextStation = "CTU", loadingList = "ZZ-21" });
        var branch = Service.As(Tokens.Caller("wuh", [Role.BranchSystem], ["CTU"]));
        var customer = Service.As(Tokens.Caller("acme", [Role.Customer], accounts: ["ACME"]));

        Text((await Service.Get("/v1/waybills/OR-21")).Body, "instructions").ShouldBe("轻放，先电话");
        var asked = await branch.Get("/v1/waybills/OR-21");
        Text(asked.Body, "instructions").ShouldBe("轻放，先电话");
        (await customer.Get("/v1/waybills/OR-21")).Body.TryGetProperty("instructions", out _).ShouldBeFalse();
        Text((await branch.Get("/v1/loading-lists/ZZ-21")).Body.GetProperty("instructions"), "ACME").ShouldBe("轻放，先电话");
        foreach (var list in new[] { "/v1/worklist?at=10:00", "/v1/loading?date=2026-03-02" })
            Text((await Service.Get(list)).Body.GetProperty("instructions"), "ACME").ShouldBe("轻放，先电话");

        // A changed instruction is seen at once, by a conditional request too.
        await Reference("accountSet", new { account = "ACME", instructions = "防潮" });
        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/waybills/OR-21");
        request.Headers.TryAddWithoutValidation("If-None-Match", asked.ETag);
        Text((await branch.Send(request)).Body, "instructions").ShouldBe("防潮");
    }

    private async Task<string[]> Listed(string section)
    {
        var list = (await Service.Get("/v1/worklist?at=10:00&manager=chen.jing")).Body;
        return [.. list.GetProperty(section).EnumerateArray().Select(item => section == "remarks"
            ? $"{Text(item, "waybill")} {Text(item, "station")} {Text(item, "type")} {Text(item, "label")} "
                + $"{item.GetProperty("text").GetString()} [{string.Join(' ', Texts(item, "odd"))}]"
            : $"{Text(item, "waybill")} {Text(item, "station")} {Text(item, "status")} {Text(item, "label")}")];
    }

    private async Task<string[]> Incomplete()
    {
        var list = (await Service.Get("/v1/worklist?at=10:00&manager=chen.jing")).Body;
        return [.. list.GetProperty("incomplete").EnumerateArray().Select(item =>
            $"{Text(item, "waybill")} {string.Join(' ', Texts(item, "gaps"))} {string.Join(' ', Texts(item, "labels"))}, "
            + $"{item.GetProperty("minutesLeft")} minutes left")];
    }

    private Task Set(DateTimeOffset time) => running.At(time);

    private async Task<Answer> Post(string waybill, string type, object data, string station = "SHA")
    {
        var answer = await Service.Post($"/v1/waybills/{waybill}/events",
            Send.Event(type, running.Clock.GetUtcNow(), data, station: station));
        answer.Status.ShouldBe(201, answer.ToString());
        await Service.Get($"/v1/waybills?limit=1&waitFor={answer.Body.GetProperty("position")}");
        return answer;
    }

    private async Task Reference(string type, object data) =>
        (await Service.Post("/v1/reference/events", Send.Event(type, running.Clock.GetUtcNow(), data))).Status.ShouldBe(201);

    private static string Text(JsonElement item, string member) => item.GetProperty(member).GetString()!;

    private static IEnumerable<string> Texts(JsonElement item, string member) =>
        item.GetProperty(member).EnumerateArray().Select(text => text.GetString()!);
}
