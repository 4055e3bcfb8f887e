using System.Globalization;
using Microsoft.Playwright;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>An account manager's day.</summary>
public sealed class TodayTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "今日工作", "复命")]
    [InlineData("zh-CN", 390, "今日工作", "复命")]
    [InlineData("en", 1440, "Today", "Report back")]
    [InlineData("en", 390, "Today", "Report back")]
    public async Task an_exception_is_reported_back_in_place(string language, int width, string title, string act)
    {
        var waybill = $"ACME-{language}-{width}".ToUpperInvariant();
        await company.AddException(waybill, "ACME", "外箱破损");
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync("/today");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);

        var row = page.Locator("#exceptions li", new() { HasText = waybill });
        await row.Locator("summary", new() { HasText = act }).ClickAsync();
        await page.ShouldBeAccessible();
        await row.Locator("details[open] [name='Form.Text']").FillAsync("已联系收货人");
        await row.Locator("details[open] button").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        (await page.Locator("#exceptions li", new() { HasText = waybill }).CountAsync()).ShouldBe(0);
        await page.Locator("#follow li", new() { HasText = waybill }).First.WaitForAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_form_with_a_fault_comes_back_with_what_was_typed_with_and_without_script(bool script)
    {
        var waybill = $"ACME-F{script}".ToUpperInvariant();
        await company.AddException(waybill, "ACME", "外箱破损");
        var page = await browser.Open(company.Address, "en", script: script);
        await page.SignIn("wang");
        await page.GotoAsync("/today");
        var row = page.Locator("#exceptions li", new() { HasText = waybill });
        await row.Locator("summary", new() { HasText = "Report back" }).ClickAsync();
        await row.Locator("details[open] [name='Form.Measure']").FillAsync("重新包装");
        await row.Locator("details[open] button").ClickAsync();

        await row.GetByRole(AriaRole.Alert).WaitForAsync();
        (await row.Locator("details[open] [name='Form.Measure']").InputValueAsync()).ShouldBe("重新包装");
        await row.Locator("details[open] [name='Form.Text']").FillAsync("已联系");
        await row.Locator("details[open] button").ClickAsync();
        await page.Locator(".done").WaitForAsync();
    }

    [Fact]
    public async Task what_can_leave_is_confirmed_by_keyboard_alone()
    {
        await company.AddPlan("ACME-K", "ACME");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/today");
        var row = page.Locator("#confirm li", new() { HasText = "ACME-K" });
        await row.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        await page.Locator(".done").WaitForAsync();
        (await page.Locator("#confirm li", new() { HasText = "ACME-K" }).CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task two_managers_see_two_worlds()
    {
        var (wang, li) = (await browser.Open(company.Address), await browser.Open(company.Address));
        await wang.SignIn("wang");
        await wang.GotoAsync("/today");
        await li.SignIn("li");
        await li.GotoAsync("/today");

        (await wang.ContentAsync()).ShouldContain("ACME-1");
        (await wang.ContentAsync()).ShouldNotContain("BETA");
        (await li.ContentAsync()).ShouldContain("BETA-1");
        (await li.ContentAsync()).ShouldNotContain("ACME");
    }

    [Fact]
    public async Task a_corrective_action_is_verified_and_a_hand_over_taken_over_in_place()
    {
        await company.Record("ACME-CA", Send.Received(DateTimeOffset.UtcNow.AddDays(-3), account: "ACME"), Send.Event("correctiveActionSet",
            DateTimeOffset.UtcNow.AddDays(-2), new { actionId = "CA-1", owner = "li.wei", measure = "培训", dueAt = DateTimeOffset.UtcNow }));
        foreach (var (manager, days) in new[] { ("li", -9), ("wang", -1) })
            await company.Reference("accountManagerAssigned", new
            {
                account = "GAMMA", manager, from = DateTimeOffset.UtcNow.AddDays(days), handOver = "每月对账",
            });
        var (wang, li, auditor) = (await Open("wang"), await Open("li"), await Open("auditor"));
        (await li.Locator("#hand-overs li").InnerTextAsync()).ShouldContain("li → wang");
        (await li.Locator("#hand-overs summary").CountAsync()).ShouldBe(0);
        (await auditor.Locator("#actions li", new() { HasText = "ACME-CA" }).CountAsync()).ShouldBe(1);
        (await auditor.Locator(".act").CountAsync()).ShouldBe(0, "an auditor records nothing");

        await wang.Locator("#actions li", new() { HasText = "ACME-CA" }).Locator("summary").ClickAsync();
        await wang.ShouldBeAccessible();
        await wang.Locator("#actions details[open] button").ClickAsync();
        await wang.Locator(".done").WaitForAsync();
        (await wang.Locator("#actions li", new() { HasText = "ACME-CA" }).CountAsync()).ShouldBe(0);

        var handOver = wang.Locator("#hand-overs li", new() { HasText = "GAMMA" });
        (await handOver.InnerTextAsync()).ShouldContain("每月对账");
        await handOver.Locator("summary").ClickAsync();
        await handOver.Locator("input[type=checkbox]").UncheckAsync();
        await handOver.Locator("details[open] button").ClickAsync();
        await handOver.GetByRole(AriaRole.Alert).WaitForAsync();
        await handOver.Locator("input[type=checkbox]").CheckAsync();
        await handOver.Locator("details[open] button").ClickAsync();
        await handOver.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await wang.Locator(".done").InnerTextAsync()).ShouldContain("GAMMA");
        (await company.Service.Get("/v1/hand-overs")).Items.ShouldBeEmpty();
        (await li.PostForm("/today", new Dictionary<string, string>
            { ["_handler"] = "act", ["Form.Kind"] = "take-over", ["Form.About"] = "GAMMA", ["Form.Items"] = "Account" })).Text
            .ShouldContain("only the next manager");

        async Task<IPage> Open(string who)
        {
            var page = await browser.Open(company.Address, "en");
            await page.SignIn(who);
            await page.GotoAsync("/today");
            return page;
        }
    }

    [Fact]
    public async Task every_number_is_that_of_the_API_at_the_same_position()
    {
        var page = await browser.Open(company.Address);
        await page.SignIn("li");
        var api = company.Service.As(Tokens.Caller("li", [Role.AccountManager]));
        var now = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        System.Text.Json.JsonElement list;
        do
        {
            await page.GotoAsync("/today");
            list = (await api.Get($"/v1/worklist?limit=500&at={(now.Hour >= 17 ? "17" : "10")}:00")).Body;
        }
        while (await page.Locator("[data-position]").GetAttributeAsync("data-position")
            != list.GetProperty("position").GetInt64().ToString(CultureInfo.InvariantCulture));
        var today = DateOnly.FromDateTime(now.DateTime);
        var month = $"from={today:yyyy-MM}-01&to={today.AddDays(1):yyyy-MM-dd}";
        var onTime = (await api.Get($"/v1/on-time?{month}&compare=1")).Body.GetProperty("total");
        var atRisk = (await api.Get("/v1/watchlist?rule=promise&limit=1000")).Items.Length;
        var open = Members("exceptions").Count(row => row.GetProperty("status").GetString() == "open");

        foreach (var (card, count) in new[]
                 {
                     ("exceptions", open), ("confirm", Members("toConfirm").Count()), ("risk", atRisk),
                     ("stagnating", Members("stagnating").Count()), ("receipts", Members("receipts").Count()),
                 })
            (await page.Locator($"#card-{card} .figure").InnerTextAsync()).ShouldBe(Text(count), card);
        (await page.Locator("#card-on-time .figure").InnerTextAsync()).ShouldBe(Share(onTime.GetProperty("rate")));
        foreach (var (panel, count) in new[]
                 {
                     ("exceptions", open), ("follow", Members("exceptions").Count() - open), ("confirm", Members("toConfirm").Count()),
                     ("tell", Members("customersToTell").Count()), ("loading", Members("loading").Count()), ("risk", atRisk),
                     ("stagnating", Members("stagnating").Count()), ("held", Members("held").Count()),
                     ("actions", Members("correctiveActions").Count()), ("hand-overs", Members("handOvers").Count()),
                     ("remarks", Members("remarks").Count()), ("orders", Members("incomplete").Count()),
                     ("issue", Members("notIssued").Count()), ("receipts", Members("receipts").Count()),
                     ("late", (await api.All($"/v1/on-time/waybills?{month}&verdict=late")).Count),
                 })
            (await page.Locator($"#{panel} .count").InnerTextAsync()).ShouldBe(Text(count), panel);
        atRisk.ShouldBeGreaterThan(0);

        IEnumerable<System.Text.Json.JsonElement> Members(string name) => list.GetProperty(name).EnumerateArray();

        static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

        static string Share(System.Text.Json.JsonElement rate) => rate.ValueKind == System.Text.Json.JsonValueKind.Null ? "–"
            : string.Create(CultureInfo.InvariantCulture, $"{rate.GetDecimal() * 100:0.0} %");
    }

    [Fact]
    public async Task reports_are_seen_by_whom_they_concern_with_their_files()
    {
        await company.Reference("companySet",
            new { reports = new[] { "monthlyClaims", "monthlyComplaints", "monthlyGroup", "monthlyDepartment" } });
        await company.Reference("accountSet", new { account = "BETA", name = "BETA 有限公司", reports = new[] { "weeklyAccount" } });

        // The group's service hands out the group's, claims' and complaints' (「每月10日前」), and not the department's.
        (await Seen("group")).ShouldBe(["Claims of the month", "Complaints of the month", "The group's month"], ignoreOrder: true);
        (await Seen("li")).ShouldAllBe(report => report == "Account's week");
        (await Seen("wang")).ShouldBeEmpty();
        (await Seen("auditor")).ShouldContain("Department's month");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("group");
        await page.GotoAsync("/today");
        var group = page.Locator("#reports li", new() { HasText = "The group's month" });
        (await group.InnerTextAsync()).ShouldContain("-10 ");
        foreach (var file in new[] { "xlsx", "csv" })
        {
            var address = await group.Locator($"a[href*='.{file}']").GetAttributeAsync("href");
            (await page.EvaluateAsync<int>("async path => (await fetch(path)).status", address)).ShouldBe(200, address);
        }
        await group.Locator("a.number").ClickAsync();
        await page.Locator("#preview table").First.WaitForAsync();

        async Task<IReadOnlyList<string>> Seen(string who)
        {
            var page = await browser.Open(company.Address, "en");
            await page.SignIn(who);
            await page.GotoAsync("/today");
            return await page.Locator("#reports li a.number").AllInnerTextsAsync();
        }
    }

    [Fact]
    public async Task a_hostile_name_is_text()
    {
        await company.AddException("BETA-H", "BETA", Company.HostileName + new string('长', 1_900));
        var page = await browser.Open(company.Address, width: 390);
        await page.SignIn("li");
        await page.GotoAsync("/today");

        (await page.TitleAsync()).ShouldNotBe("owned");
        (await page.Locator("#exceptions li", new() { HasText = "BETA-H" }).InnerTextAsync()).ShouldContain("<script>");
        await page.ShouldBeAccessible();
    }
}
