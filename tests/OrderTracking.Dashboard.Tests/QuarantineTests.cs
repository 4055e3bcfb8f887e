using Microsoft.Playwright;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>What is held and refused, mended and retried, or given up.</summary>
public sealed class QuarantineTests(Company company, Browser browser) : IClassFixture<Company>
{
    private const string Name = "dispatcher.SHA";

    [Theory]
    [InlineData("zh-CN", 1440, "待处理")]
    [InlineData("zh-CN", 390, "待处理")]
    [InlineData("en", 1440, "Quarantine")]
    [InlineData("en", 390, "Quarantine")]
    public async Task a_refused_line_is_mended_in_place_and_recorded(string language, int width, string title)
    {
        var waybill = $"Q-{language}-{width}".ToUpperInvariant();
        await Refuse(waybill);
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn(Name);
        await page.GotoAsync("/quarantine");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        var line = page.Locator("li", new() { HasText = waybill });
        await line.Locator("summary").ClickAsync();
        await page.ShouldBeAccessible();

        var text = line.Locator("[name=Text]");
        (await text.InputValueAsync()).ShouldContain("\"pieces\": 99");
        await text.FillAsync((await text.InputValueAsync()).Replace("\"pieces\": 99", "\"pieces\": 98", StringComparison.Ordinal));
        await line.Locator("button[value=retry]").ClickAsync();
        await line.GetByRole(AriaRole.Alert).WaitForAsync();
        (await text.InputValueAsync()).ShouldContain("\"pieces\": 98");

        await text.FillAsync((await text.InputValueAsync()).Replace("\"pieces\": 98", "\"pieces\": 10", StringComparison.Ordinal));
        await line.Locator("button[value=retry]").ClickAsync();
        await page.Locator(".done").WaitForAsync();
        (await company.Service.Get($"/v1/waybills/{waybill}")).Body.GetProperty("status").GetString().ShouldBe("signed");
        (await page.Locator("li", new() { HasText = waybill }).CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_line_is_given_up_with_a_reason_with_and_without_script(bool script)
    {
        var waybill = $"QG-{script}".ToUpperInvariant();
        await Refuse(waybill);
        var page = await browser.Open(company.Address, "en", script: script);
        await page.SignIn(Name);
        await page.GotoAsync("/quarantine");
        var line = page.Locator("li", new() { HasText = waybill });
        await line.Locator("summary").ClickAsync();
        await line.Locator("button[value=discard]").ClickAsync();
        (await line.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldContain("say why");
        await line.Locator("[name=Reason]").FillAsync("counted twice");
        await line.Locator("button[value=discard]").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        await page.GotoAsync("/quarantine?status=discarded");
        (await page.Locator("li", new() { HasText = waybill }).InnerTextAsync()).ShouldContain("counted twice");
    }

    [Fact]
    public async Task an_auditor_looks_and_changes_nothing()
    {
        await Refuse("QA-1");
        var id = (await company.Service.Get("/v1/quarantine?status=refused")).Body.GetProperty("items").EnumerateArray()
            .First(item => item.GetProperty("waybill").GetString() == "QA-1").GetProperty("id").GetInt64();
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("auditor");
        await page.GotoAsync("/quarantine");
        await page.Locator("li", new() { HasText = "QA-1" }).First.WaitForAsync();
        (await page.Locator("button[value=retry]").CountAsync()).ShouldBe(0);
        foreach (var act in new[] { "retry", "discard" })
            (await page.PostForm("/quarantine", new { _handler = "quarantine", Line = $"{id}", Do = act, Text = "{}", Reason = "x" })).Text
                .ShouldContain("your roles may not");

        (await company.Service.Get($"/v1/quarantine/{id}")).Body.GetProperty("status").GetString().ShouldBe("refused");
        var looked = await company.Service.Get("/v1/audit/access?waybill=QA-1");
        looked.Body.GetProperty("items").EnumerateArray().ShouldContain(item => item.GetProperty("route").GetString() == "/quarantine");
    }

    private async Task Refuse(string waybill)
    {
        await company.Record(waybill, Send.Received(DateTimeOffset.UtcNow.AddHours(-2), 10));
        var dispatcher = company.Service.As(Tokens.Caller(Name, [Role.Dispatcher], ["SHA"]));
        var answer = await dispatcher.PostLines("/v1/events",
            [Send.Signed(DateTimeOffset.UtcNow.AddHours(-1), 99, "SHA", waybill: waybill)]);
        answer.Body.GetProperty("refused").GetInt32().ShouldBe(1);
    }
}
