using System.Globalization;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>A day's loading: plans against what was loaded, and the loading lists.</summary>
public sealed class LoadingTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "装车", "部分装")]
    [InlineData("zh-CN", 390, "装车", "部分装")]
    [InlineData("en", 1440, "Loading", "In part")]
    [InlineData("en", 390, "Loading", "In part")]
    public async Task a_day_leads_to_its_list_and_the_list_to_its_waybills(string language, int width, string title, string partial)
    {
        var list = $"L-{language}-{width}".ToUpperInvariant();
        await AddPlans(list);
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync("/loading");
        (await page.Locator("h1").InnerTextAsync()).ShouldStartWith(title);
        (await page.Locator("#plans tr", new() { HasText = $"{list}-A" }).Locator(".badge").InnerTextAsync()).ShouldBe(partial);

        await page.Locator("#lists a", new() { HasText = list }).ClickAsync();
        await page.Locator("#lines .number", new() { HasText = $"{list}-A" }).WaitForAsync();
    }

    [Fact]
    public async Task the_numbers_are_those_of_the_API()
    {
        await AddPlans("L-API");
        var api = company.Wang();
        var counts = (await api.Get("/v1/loading?limit=1000")).Body.GetProperty("verdicts");
        var list = (await api.Get("/v1/loading-lists/L-API")).Body.GetProperty("list");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/loading");

        foreach (var verdict in new[] { "kept", "late", "partial", "wrong", "missed", "pending" })
            (await Figure(verdict)).ShouldBe(
                (counts.TryGetProperty(verdict, out var count) ? count.GetInt32() : 0).ToString(CultureInfo.InvariantCulture));
        await page.GotoAsync("/loading-lists/L-API");
        foreach (var figure in new[] { "waybills", "planned", "listed", "loaded", "unloaded" })
            (await Figure(figure)).ShouldBe(list.GetProperty(figure).GetInt64().ToString(CultureInfo.InvariantCulture));
        (await page.Locator("#lines tbody tr").CountAsync()).ShouldBe(2);

        Task<string> Figure(string card) => page.Locator($"#card-{card} .figure").InnerTextAsync();
    }

    [Fact]
    public async Task a_list_that_is_unknown_or_another_managers_is_not_found()
    {
        await AddPlans("L-OTHERS");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("li");
        (await page.GotoAsync("/loading-lists/L-OTHERS"))!.Status.ShouldBe(404);
        (await page.GotoAsync("/loading-lists/NONE"))!.Status.ShouldBe(404);
        (await page.ContentAsync()).ShouldNotContain("ACME");
    }

    /// <summary>Two waybills planned for a list today: of one some pieces were loaded, of the other none.</summary>
    private async Task AddPlans(string list)
    {
        var now = DateTimeOffset.UtcNow;
        await company.Record($"{list}-A", Send.Received(now.AddMinutes(-5), 10), Plan(),
            Send.Event("loaded", now.AddMinutes(-1), new { pieces = 6, nextStation = "CTU", loadingList = list }));
        await company.Record($"{list}-B", Send.Received(now.AddMinutes(-5), 4), Plan());

        object Plan() => Send.Event("loadingPlanned", now.AddMinutes(-4),
            new { plannedFor = Freight.Day(0), nextStation = "CTU", loadingList = list });
    }
}
