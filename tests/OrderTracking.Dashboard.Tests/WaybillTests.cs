using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>The page of a waybill.</summary>
public sealed class WaybillTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "已更正", "滞留", ".across")]
    [InlineData("zh-CN", 390, "已更正", "滞留", ".down")]
    [InlineData("en", 1440, "Corrected", "stood still", ".across")]
    [InlineData("en", 390, "Corrected", "stood still", ".down")]
    public async Task the_journey_is_drawn_and_everything_that_happened_is_listed(
        string language, int width, string corrected, string stoodStill, string drawing)
    {
        var waybill = await Travel($"ACME-W-{language}-{width}");
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync($"/waybills/{waybill}");

        await page.ShouldBeAccessible();
        (await page.Locator($".journey {drawing}").IsVisibleAsync()).ShouldBeTrue();
        var drawn = await page.Locator($".journey {drawing}").TextContentAsync();
        drawn.ShouldNotBeNull().ShouldContain("上海 SHA");
        drawn.ShouldContain(stoodStill);
        (await page.Locator(".timeline > li.struck").InnerTextAsync()).ShouldContain(corrected);
        (await page.Locator(".timeline > li.trouble").CountAsync()).ShouldBeGreaterThan(0);
        (await page.Locator(".timeline").InnerTextAsync()).ShouldContain("li.wei");
        (await page.Locator("#receipt-title").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task an_exception_is_resolved_where_it_stands_without_script()
    {
        await company.AddException("ACME-R", "ACME", "外箱破损");
        var page = await browser.Open(company.Address, "en", script: false);
        await page.SignIn("wang");
        await page.GotoAsync("/waybills/ACME-R");
        await page.Locator(".timeline summary", new() { HasText = "Resolve" }).ClickAsync();
        await page.Locator("details[open] select").SelectOptionAsync("Packing");
        await page.Locator("details[open] button").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        (await page.Locator(".timeline > li.trouble .badge.good").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task a_waybill_of_another_manager_is_not_there()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");

        (await page.GotoAsync("/waybills/BETA-1"))!.Status.ShouldBe(404);
        var foreign = await page.Locator("main").InnerTextAsync();
        (await page.GotoAsync("/waybills/NONE-1"))!.Status.ShouldBe(404);
        foreign.Replace("BETA-1", "NONE-1", StringComparison.Ordinal).ShouldBe(await page.Locator("main").InnerTextAsync());
        (await page.GotoAsync("/waybills/%3Cscript%3E"))!.Status.ShouldBe(404);
        await page.ShouldBeAccessible();
    }

    [Fact]
    public async Task a_hostile_consignee_is_text_and_whoever_sees_one_is_on_record()
    {
        var received = Send.Received(DateTimeOffset.UtcNow.AddHours(-1), account: "ACME");
        received["data"]!["consignee"] = new System.Text.Json.Nodes.JsonObject
        {
            ["name"] = Company.HostileName, ["phone"] = "13912345678",
        };
        await company.Record("ACME-H", received);
        var page = await browser.Open(company.Address, "en", 390);
        await page.SignIn("wang");
        await page.GotoAsync("/waybills/ACME-H");

        (await page.TitleAsync()).ShouldContain("ACME-H");
        (await page.Locator(".timeline").InnerTextAsync()).ShouldContain("<script>");
        await page.ShouldBeAccessible();
        var looks = await company.Service.Get("/v1/audit/access?waybill=ACME-H&subject=wang");
        looks.Items.Length.ShouldBe(1, looks.ToString());
    }

    /// <summary>A waybill that stood still at its origin, lost a piece on the road, and of which one event was corrected.</summary>
    private async Task<string> Travel(string name)
    {
        var (waybill, at) = (name.ToUpperInvariant(), DateTimeOffset.UtcNow.AddDays(-9));
        var mistaken = Send.Event("stockedIn", at.AddHours(2), new { pieces = 9 });
        await company.Record(waybill, Send.Received(at, 10, "ACME", promisedAt: at.AddDays(5), copies: 2), mistaken);
        await company.Record(waybill,
            Send.Event("corrected", at.AddHours(3), new { eventId = mistaken.Id(), reason = "数错" }),
            Send.Loaded(at.AddDays(6), 10), Send.Arrived(at.AddDays(7), 9));
        return waybill;
    }
}
