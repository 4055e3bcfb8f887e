using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>The public page: number and digits, no account.</summary>
public sealed class TrackTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, true, "已受理")]
    [InlineData("zh-CN", 390, true, "已受理")]
    [InlineData("en", 1440, true, "Received")]
    [InlineData("en", 390, false, "Received")]
    public async Task whoever_knows_the_digits_sees_where_it_is(string language, int width, bool script, string status)
    {
        var waybill = $"ACME-T-{language}-{width}".ToUpperInvariant();
        await Receive(company, waybill);
        var page = await browser.Open(company.Address, language, width, script);
        await page.GotoAsync($"/track?number={waybill}");
        await page.Locator("[name=Digits]").FillAsync("5678");
        await page.Keyboard.PressAsync("Enter");

        (await page.Locator(".answer .status").InnerTextAsync()).ShouldBe(status);
        (await page.Locator(".answer").InnerTextAsync()).ShouldNotContain("张三");
        new Uri(page.Url).Query.ShouldNotContain("5678");
        // Axe is a script itself, and would wait for ever where none runs.
        if (script) await page.ShouldBeAccessible();
    }

    internal static Task Receive(Company company, string waybill)
    {
        var received = Send.Received(DateTimeOffset.UtcNow.AddHours(-1), account: "ACME");
        received["data"]!["consignee"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "张三", ["phone"] = "13912345678" };
        return company.Record(waybill, received);
    }
}

/// <summary>In a service of their own: wrong tries use up those of the address, which all browsers here share.</summary>
public sealed class TrackLimitTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Fact]
    public async Task wrong_digits_and_unknown_numbers_are_answered_alike_and_share_the_tries_of_the_API()
    {
        await TrackTests.Receive(company, "ACME-T9");
        var page = await browser.Open(company.Address, "en");
        await page.GotoAsync("/track");
        var wrong = await Try("ACME-T9", "0000");
        (await Try("NONE-T9", "0000")).ShouldBe(wrong);
        (await page.Locator("[name=Number]").InputValueAsync()).ShouldBe("NONE-T9");

        var tries = 1;
        while ((await company.Service.Get("/track/ACME-T9?digits=0000")).Status == 404) tries++;
        tries.ShouldBeLessThan(20);
        (await Try("ACME-T9", "5678")).ShouldContain("Too many tries");

        async Task<string> Try(string number, string digits)
        {
            await page.Locator("[name=Number]").FillAsync(number);
            await page.Locator("[name=Digits]").FillAsync(digits);
            // The page is changed in place some time after its answer has come, which takes away what the answer does not have.
            await page.EvaluateAsync("() => document.querySelector('[role=alert]')?.setAttribute('data-before', '')");
            await page.Locator("main button").ClickAsync();
            return await page.Locator("[role=alert]:not([data-before])").InnerTextAsync();
        }
    }
}
