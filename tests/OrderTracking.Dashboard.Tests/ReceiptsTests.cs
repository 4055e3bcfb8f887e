using System.Globalization;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>The receipts: where they are, how long, and which to chase.</summary>
public sealed class ReceiptsTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "返单", "待回收")]
    [InlineData("zh-CN", 390, "返单", "待回收")]
    [InlineData("en", 1440, "Receipts", "Awaited")]
    [InlineData("en", 390, "Receipts", "Awaited")]
    public async Task a_number_leads_to_its_receipts(string language, int width, string title, string awaited)
    {
        var waybill = $"ACME-R-{language}-{width}".ToUpperInvariant();
        await company.AddSigned(waybill, 12, -5, copies: 1);
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync("/receipts");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        await page.Locator("#chase .number", new() { HasText = waybill }).WaitForAsync();

        await page.Locator("#where a", new() { HasText = awaited }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("status=awaited", StringComparison.Ordinal));
        await page.Locator("#receipts .number", new() { HasText = waybill }).WaitForAsync();
    }

    [Fact]
    public async Task the_numbers_are_those_of_the_API()
    {
        var at = DateTimeOffset.UtcNow.AddDays(-1);
        await company.AddSigned("ACME-R1", 2, -5, copies: 1);
        await company.AddSigned("ACME-R2", 20, -5, copies: 1, afterwards: [Send.Event("receiptCollected", at, station: "CTU")]);
        await company.AddSigned("ACME-R3", 20, -5, copies: 1, afterwards: [Send.Event("receiptReturned", at)]);
        await company.AddSigned("ACME-R4", 5, -5, copies: 1,
            afterwards: [Send.Event("receiptReturned", at), Send.Event("receiptRejected", at.AddHours(1))]);
        await company.AddSigned("ACME-R5", 20, -5, copies: 1, afterwards: [Send.Event("receiptLost", at)]);
        var api = company.Wang();
        var total = (await api.Get("/v1/receipts/report")).Body.GetProperty("total");
        var chase = (await api.Get("/v1/worklist?limit=1000")).Body.GetProperty("receipts").GetArrayLength();
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/receipts");

        foreach (var figure in new[] { "return", "timeliness", "accuracy" })
            (await Figure(figure)).ShouldBe(
                string.Create(CultureInfo.InvariantCulture, $"{total.GetProperty(figure).GetProperty("rate").GetDecimal() * 100:0.0} %"));
        (await Figure("lost")).ShouldBe(Text(total.GetProperty("lost").GetInt64()));
        (await Figure("chase")).ShouldBe(Text(chase));
        (await Figure("outstanding")).ShouldBe(Text((await api.All("/v1/receipts?verdict=outstanding")).Count));
        var ages = total.GetProperty("outstanding").EnumerateArray().Select(age => age.GetProperty("receipts").GetInt64()).ToList();
        (await page.Locator("#ages .bar-number").AllInnerTextsAsync()).ShouldBe(ages.Select(Text));
        var where = await page.Locator("#where .bar-number").AllInnerTextsAsync();
        string[] statuses = ["awaited", "collected", "sentBack", "returned", "rejected", "lost"];
        for (var i = 0; i < statuses.Length; i++)
            where[i].ShouldBe(Text((await api.All($"/v1/receipts?status={statuses[i]}")).Count));

        // Each class of ages opens down to as many receipts.
        for (var i = 0; i < ages.Count; i++)
        {
            await page.GotoAsync($"/receipts?age={i}&verdict=outstanding");
            (await page.Locator("#receipts tbody tr").CountAsync()).ShouldBe((int)ages[i]);
        }

        Task<string> Figure(string card) => page.Locator($"#card-{card} .figure").InnerTextAsync();

        static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
    }
}
