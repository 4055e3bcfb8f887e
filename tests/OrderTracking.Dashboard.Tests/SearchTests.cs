using Microsoft.Playwright;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>The search of waybills.</summary>
public sealed class SearchTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "运单查询")]
    [InlineData("zh-CN", 390, "运单查询")]
    [InlineData("en", 1440, "Search")]
    [InlineData("en", 390, "Search")]
    public async Task what_is_asked_for_is_found_and_is_the_address(string language, int width, string title)
    {
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync("/waybills");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);

        await page.Locator("[name=q]").FillAsync("ACME-1");
        await page.Locator("[name=status]").SelectOptionAsync("received");
        await page.Locator(".filter button").ClickAsync();
        await page.Locator(".exports a[href*='status=received']").First.WaitForAsync();

        page.Url.ShouldContain("q=ACME-1");
        page.Url.ShouldContain("status=received");
        (await page.Locator(".rows .number").CountAsync()).ShouldBe(1);
        (await page.Locator(".exports a").First.GetAttributeAsync("href")).ShouldBe("/v1/waybills.xlsx?q=ACME-1&status=received");
        await page.ShouldBeAccessible();
    }

    [Fact]
    public async Task the_pages_together_have_the_rows_of_the_API_in_its_order()
    {
        var at = DateTimeOffset.UtcNow.AddDays(-1);
        var sent = await company.Service.PostLines("/v1/events",
            Enumerable.Range(0, 60).Select(i => Send.Received(at.AddMinutes(i), 1, "ACME", "SHA", "XIY", waybill: $"PAGE-{i:00}")));
        sent.Status.ShouldBe(200, sent.ToString());
        var wanted = (await company.Wang().All("/v1/waybills?lane=SHA~XIY&waitFor=0")).Count;
        for (var i = 0; i < 100 && wanted < 60; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            wanted = (await company.Wang().All("/v1/waybills?lane=SHA~XIY")).Count;
        }
        var rows = (await company.Wang().All("/v1/waybills?lane=SHA~XIY")).Select(row => row.GetProperty("waybill").GetString()!).ToList();
        rows.Count.ShouldBe(60);
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");

        await page.GotoAsync("/waybills?lane=SHA~XIY");
        var shown = (await page.Locator(".rows .number").AllInnerTextsAsync()).ToList();
        await page.Locator(".pager [rel=next]").ClickAsync();
        await page.Locator(".rows .number", new() { HasText = rows[^1] }).WaitForAsync();
        shown.AddRange(await page.Locator(".rows .number").AllInnerTextsAsync());

        shown.ShouldBe(rows);
    }

    [Fact]
    public async Task it_finds_as_one_types()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/waybills");
        await page.Locator(".rows .number", new() { HasText = "ACME-1" }).WaitForAsync();

        await page.Locator("[name=q]").PressSequentiallyAsync("acme-2");
        await page.Locator(".rows .number", new() { HasText = "ACME-1" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });

        (await page.Locator(".rows .number").AllInnerTextsAsync()).ShouldBe(["ACME-2"]);
        page.Url.ShouldEndWith("/waybills?q=acme-2");
        (await page.Locator("[name=q]").InputValueAsync()).ShouldBe("acme-2");
    }

    [Fact]
    public async Task nobody_finds_what_is_another_managers()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("li");
        await page.GotoAsync("/waybills?q=ACME");
        (await page.Locator(".rows").CountAsync()).ShouldBe(0);
        await page.Locator(".empty").WaitForAsync();
    }

    [Theory]
    [InlineData("from=yesterday")]
    [InlineData("status=lost")]
    [InlineData("tier=platinum")]
    [InlineData("after=nowhere")]
    [InlineData("from=2026-11-02&to=2026-11-01")]
    [InlineData("q=a%00b")]
    public async Task what_cannot_be_read_is_said_and_kept(string asked)
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        (await page.GotoAsync($"/waybills?account=ACME&{asked}"))!.Status.ShouldBe(200);
        await page.Locator(".fault").WaitForAsync();
        (await page.Locator("[name=account]").InputValueAsync()).ShouldBe("ACME");
        (await page.Locator(".rows").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task a_hostile_name_is_text()
    {
        var page = await browser.Open(company.Address, "en", 390);
        await page.SignIn("wang");
        await page.GotoAsync($"/waybills?q={Uri.EscapeDataString(Company.HostileName)}");
        (await page.TitleAsync()).ShouldNotBe("owned");
        (await page.Locator("[name=q]").InputValueAsync()).ShouldBe(Company.HostileName);
        await page.ShouldBeAccessible();
    }
}
