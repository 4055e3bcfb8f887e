using System.Globalization;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>The on-time rates.</summary>
public sealed class OnTimeTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "运送准时率")]
    [InlineData("zh-CN", 390, "运送准时率")]
    [InlineData("en", 1440, "On time")]
    [InlineData("en", 390, "On time")]
    public async Task rates_lead_to_the_waybills_behind_them(string language, int width, string title)
    {
        var waybill = $"ACME-L-{language}-{width}".ToUpperInvariant();
        await company.AddSigned(waybill, 3, 5);
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync($"/on-time?{Freight.Period}");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        (await page.Locator(".definition").First.InnerTextAsync()).ShouldContain("on-time-signed-gross");

        await page.Locator("#lanes td a").First.ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("lane=SHA~CTU", StringComparison.Ordinal));
        await page.Locator("#waybills .number", new() { HasText = waybill }).WaitForAsync();
    }

    [Fact]
    public async Task the_numbers_are_those_of_the_API()
    {
        await company.AddSigned("ACME-T1", 2, -5);
        await company.AddSigned("ACME-T2", 9, 5, "XIY");
        await company.AddSigned("ACME-T3", 2, 5, afterwards: Freight.Resolved("T3", "delay", "weather", excuses: true));
        var api = company.Wang();
        var gross = (await api.Get($"/v1/on-time?{Freight.Period}&groupBy=lane&compare=1")).Body;
        var accountable = (await api.Get($"/v1/on-time?{Freight.Period}&basis=accountable")).Body;
        var weeks = (await api.Get($"/v1/on-time?{Freight.Period}&groupBy=week")).Body.GetProperty("groups");
        var late = await api.All($"/v1/on-time/waybills?{Freight.Period}&verdict=late");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync($"/on-time?{Freight.Period}");

        var (total, other) = (gross.GetProperty("total"), accountable.GetProperty("total"));
        (await Figure("gross")).ShouldBe(Share(total.GetProperty("rate").GetDecimal()));
        (await Figure("accountable")).ShouldBe(Share(other.GetProperty("rate").GetDecimal()));
        (await Figure("on-time")).ShouldBe(Text(total.GetProperty("numerator")));
        (await Figure("late")).ShouldBe(late.Count.ToString(CultureInfo.InvariantCulture));
        (await Figure("excused")).ShouldBe(Text(other.GetProperty("excluded").GetProperty("excused")));
        (await Figure("not-due")).ShouldBe(Text(total.GetProperty("excluded").GetProperty("notDue")));
        other.GetProperty("excluded").GetProperty("excused").GetInt64().ShouldBe(1);
        (await page.Locator("#waybills .number").AllInnerTextsAsync())
            .ShouldBe(late.Select(row => row.GetProperty("waybill").GetString()!));
        (await page.Locator("#lanes td a").CountAsync()).ShouldBe(gross.GetProperty("groups").GetArrayLength());
        var last = weeks.EnumerateArray().Last(week => week.GetProperty("rate").ValueKind != System.Text.Json.JsonValueKind.Null);
        (await page.Locator(".trend-points").First.InnerTextAsync())
            .ShouldContain((last.GetProperty("rate").GetDecimal() * 100).ToString("0.0", CultureInfo.InvariantCulture));

        Task<string> Figure(string card) => page.Locator($"#card-{card} .figure").InnerTextAsync();

        static string Share(decimal rate) => string.Create(CultureInfo.InvariantCulture, $"{rate * 100:0.0} %");

        static string Text(System.Text.Json.JsonElement count) => count.GetInt64().ToString(CultureInfo.InvariantCulture);
    }
}
