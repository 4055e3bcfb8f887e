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
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        await page.ShouldBeAccessible();

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
        await li.SignIn("li");

        (await wang.ContentAsync()).ShouldContain("ACME-1");
        (await wang.ContentAsync()).ShouldNotContain("BETA");
        (await li.ContentAsync()).ShouldContain("BETA-1");
        (await li.ContentAsync()).ShouldNotContain("ACME");
    }

    [Fact]
    public async Task the_numbers_on_the_cards_are_those_of_the_API()
    {
        var page = await browser.Open(company.Address);
        await page.SignIn("li");
        var api = company.Service.As(Tokens.Caller("li", [Role.AccountManager]));
        var list = (await api.Get("/v1/worklist?at=10:00")).Body;
        var today = DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).DateTime);
        var onTime = (await api.Get($"/v1/on-time?from={today:yyyy-MM}-01&to={today.AddDays(1):yyyy-MM-dd}")).Body;
        var atRisk = (await api.Get("/v1/watchlist?rule=promise")).Body.GetProperty("items").GetArrayLength();

        (await Figure("exceptions")).ShouldBe(Count(list.GetProperty("exceptions").EnumerateArray()
            .Count(row => row.GetProperty("status").GetString() == "open")));
        (await Figure("confirm")).ShouldBe(Count(list.GetProperty("toConfirm").GetArrayLength()));
        (await Figure("risk")).ShouldBe(Count(atRisk));
        (await Figure("stagnating")).ShouldBe(Count(list.GetProperty("stagnating").GetArrayLength()));
        (await Figure("receipts")).ShouldBe(Count(list.GetProperty("receipts").GetArrayLength()));
        var share = onTime.GetProperty("total").GetProperty("rate").GetDecimal() * 100;
        (await Figure("on-time")).ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{share:0.0} %"));
        atRisk.ShouldBeGreaterThan(0);

        Task<string> Figure(string card) => page.Locator($"#card-{card} .figure").InnerTextAsync();

        static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task a_hostile_name_is_text()
    {
        await company.AddException("BETA-H", "BETA", Company.HostileName + new string('长', 1_900));
        var page = await browser.Open(company.Address, width: 390);
        await page.SignIn("li");

        (await page.TitleAsync()).ShouldNotBe("owned");
        (await page.Locator("#exceptions li", new() { HasText = "BETA-H" }).InnerTextAsync()).ShouldContain("<script>");
        await page.ShouldBeAccessible();
    }
}
