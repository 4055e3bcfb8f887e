using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>An auditor's slider over a waybill's life, and the log.</summary>
public sealed class AuditTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "运单审计")]
    [InlineData("zh-CN", 390, "运单审计")]
    [InlineData("en", 1440, "Audit of a waybill")]
    [InlineData("en", 390, "Audit of a waybill")]
    public async Task two_moments_of_a_waybill_stand_beside_each_other_with_what_differs(string language, int width, string title)
    {
        var waybill = $"A-{language}-{width}".ToUpperInvariant();
        var at = DateTimeOffset.UtcNow.AddHours(-5);
        await company.Record(waybill, Send.Received(at, 10));
        await company.Record(waybill, Send.Loaded(at.AddHours(2), 10));
        // Recorded after the loading, and happened before it.
        await company.Record(waybill, Send.Event("stockedIn", at.AddHours(1), new { pieces = 10, weightKg = 125 }));
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("auditor");
        await page.GotoAsync($"/audit/waybills/{waybill}?occurred=3&recorded=1&occurred2=2&recorded2=3");
        (await page.Locator("h1").InnerTextAsync()).ShouldContain(title);

        // First all that is known from the beginning: the reception; then what had happened by the stocking-in.
        var weight = page.Locator("#state tr.differs", new() { HasText = "125" });
        (await weight.Locator("td").First.InnerTextAsync()).ShouldBe("120");
        (await page.Locator("#events tbody tr.differs").CountAsync()).ShouldBe(1);

        // What the second moment recorded is the stocking-in, by whoever sent it, and what it changed.
        var steps = page.Locator("#steps tbody tr");
        (await steps.First.InnerTextAsync()).ShouldContain("anybody");
        (await steps.Filter(new() { HasText = "weightKg" }).Filter(new() { HasText = "125" }).CountAsync()).ShouldBeGreaterThan(0);

        await page.Locator("input[name=recorded2]").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Locator("form.panel button").ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("recorded2=1", StringComparison.Ordinal));
        (await page.Locator("#state tr.differs").CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("zh-CN", 1440, "日志")]
    [InlineData("en", 390, "The log")]
    public async Task the_log_is_filtered_and_paged(string language, int width, string title)
    {
        var waybill = $"AL-{language}".ToUpperInvariant();
        var at = DateTimeOffset.UtcNow.AddHours(-5);
        var received = Send.Received(at, 10);
        received["data"]!["consignee"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "王小明" };
        await company.Record(waybill, received, Send.Loaded(at.AddHours(2), 10));
        for (var i = 0; i < 30; i++)
            await company.Record($"{waybill}-{i}", Send.Received(at, 10), Send.Loaded(at.AddHours(1), 10));
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("auditor");
        await page.GotoAsync("/audit/log");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        (await page.Locator("#log li").CountAsync()).ShouldBe(50);
        await page.Locator("a[rel=next]").ClickAsync();
        await page.Locator("a[rel=prev]").WaitForAsync();

        await page.GotoAsync($"/audit/log?stream={waybill}&type=received");
        (await page.Locator("#log li").CountAsync()).ShouldBe(1);
        (await page.ContentAsync()).ShouldNotContain("王小明");
        await page.GotoAsync("/audit/log?type=stationSet");
        (await page.Locator("#log li").First.InnerTextAsync()).ShouldContain("station:SHA");
    }

    [Fact]
    public async Task nobody_else_sees_the_log_and_an_unknown_waybill_is_said_to_be_unknown()
    {
        var manager = await browser.Open(company.Address, "en");
        await manager.SignIn("wang");
        foreach (var path in new[] { "/audit/log", "/audit/waybills/BETA-1" })
        {
            await manager.GotoAsync(path);
            new Uri(manager.Url).AbsolutePath.ShouldBe("/today");
        }
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("auditor");
        await page.GotoAsync("/audit/waybills/NOBODY-1");
        (await page.Locator(".fault").InnerTextAsync()).ShouldContain("NOBODY-1");
        (await page.GotoAsync("/audit/waybills/x?occurred=no"))!.Status.ShouldBeLessThan(500);
    }
}
