using System.Globalization;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>The exceptions: what is followed, and what was raised in a period.</summary>
public sealed class ExceptionsTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "异常", "复命")]
    [InlineData("zh-CN", 390, "异常", "复命")]
    [InlineData("en", 1440, "Exceptions", "Report back")]
    [InlineData("en", 390, "Exceptions", "Report back")]
    public async Task an_exception_is_reported_back_in_place_and_the_filter_stays(string language, int width, string title, string act)
    {
        var waybill = $"ACME-E-{language}-{width}".ToUpperInvariant();
        await company.AddException(waybill, "ACME", "外箱破损");
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync("/exceptions?account=ACME&kind=damage");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);

        var row = page.Locator("#followed li", new() { HasText = waybill });
        await row.Locator("summary", new() { HasText = act }).ClickAsync();
        await page.ShouldBeAccessible();
        await row.Locator("[name='Form.Text']").FillAsync("已联系收货人");
        await row.Locator("details[open] button").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        page.Url.ShouldContain("account=ACME&kind=damage");
        (await page.Locator("#followed li", new() { HasText = waybill }).Locator("time").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task the_numbers_are_those_of_the_API_and_open_down_to_their_waybills()
    {
        await company.AddSigned("ACME-C1", 2, -5, afterwards: Freight.Resolved("C1", "wet", "packing"));
        await company.AddSigned("ACME-C2", 2, -5, afterwards: Freight.Resolved("C2", "damage", "packing"));
        var api = company.Wang();
        var report = (await api.Get($"/v1/exceptions/report?{Freight.Period}&groupBy=cause")).Body;
        var kinds = (await api.Get($"/v1/exceptions/report?{Freight.Period}&groupBy=kind")).Body.GetProperty("groups");
        var followed = (await api.Get("/v1/watchlist?limit=1000")).Body.GetProperty("exceptions").EnumerateArray().ToList();
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync($"/exceptions?{Freight.Period}");

        (await page.Locator("#raised .count").InnerTextAsync()).ShouldStartWith(
            report.GetProperty("total").GetProperty("exceptions").GetInt64().ToString(CultureInfo.InvariantCulture));
        foreach (var kind in kinds.EnumerateArray())
            (await page.Locator("#by-kind .bar-number").AllInnerTextsAsync())
                .ShouldContain(kind.GetProperty("exceptions").GetInt64().ToString(CultureInfo.InvariantCulture));
        var states = 0;
        foreach (var state in new[] { "over", "soon", "later" })
            states += int.Parse(await page.Locator($"#card-{state} .figure").InnerTextAsync(), CultureInfo.InvariantCulture);
        states.ShouldBe(followed.Count(row => row.GetProperty("status").GetString() == "open"));

        var packing = report.GetProperty("groups").EnumerateArray().Single(group => group.GetProperty("key").GetString() == "packing");
        await page.Locator("#by-cause a", new() { HasText = "Packing" }).ClickAsync();
        await page.Locator("#by-cause a[aria-current]").WaitForAsync();
        (await page.Locator("#raised tbody tr").CountAsync()).ShouldBe(packing.GetProperty("exceptions").GetInt32());
        (await api.All($"/v1/exceptions?{Freight.Period}&cause=packing")).Count.ShouldBe(packing.GetProperty("exceptions").GetInt32());
    }

    [Fact]
    public async Task two_managers_see_two_worlds()
    {
        var page = await browser.Open(company.Address);
        await page.SignIn("li");
        await page.GotoAsync("/exceptions");
        (await page.ContentAsync()).ShouldContain("BETA-1");
        (await page.ContentAsync()).ShouldNotContain("ACME");
    }

    [Fact]
    public async Task who_may_not_record_is_offered_no_forms()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("auditor");
        await page.GotoAsync("/exceptions");
        (await page.Locator("#followed li").CountAsync()).ShouldBeGreaterThan(0);
        (await page.Locator(".act").CountAsync()).ShouldBe(0);
    }
}
