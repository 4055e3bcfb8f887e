using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Ports;
using OrderTracking.Dashboard.Filters;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Figures by branch, station and whatever else the API groups them by.</summary>
public sealed class GroupingTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "分公司")]
    [InlineData("zh-CN", 390, "分公司")]
    [InlineData("en", 1440, "Branch")]
    [InlineData("en", 390, "Branch")]
    public async Task figures_are_grouped_by_what_is_chosen_and_a_group_leads_to_its_own_page(string language, int width, string branch)
    {
        await AddFreight($"{language}-{width}");
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        foreach (var (address, anchor) in new[] { ("/on-time", "#waybills"), ("/receipts", "#receipts") })
        {
            await page.GotoAsync($"{address}?{Freight.Period}");
            await page.Locator("[name=groupBy]").SelectOptionAsync(new SelectOptionValue { Label = branch });
            await page.Locator(".filter button").ClickAsync();
            await page.Locator("#groups tbody tr").First.WaitForAsync();
            (await page.Locator("#groups h2").InnerTextAsync()).ShouldContain(branch, Case.Insensitive);
            await page.ShouldBeAccessible();
            var row = page.Locator("#groups tr", new() { HasText = "WEST" });
            var share = await row.Locator("strong").First.InnerTextAsync();
            await row.Locator("a").ClickAsync();
            await page.WaitForURLAsync(url => url.Contains("branch=WEST", StringComparison.Ordinal) && url.EndsWith(anchor));
            await page.Locator("#groups").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            (await page.Locator("[name=branch]").InputValueAsync()).ShouldBe("WEST");
            // The total of a branch is its group.
            (await page.Locator(address == "/on-time" ? "#card-gross .figure" : "#card-return .figure").InnerTextAsync()).ShouldBe(share);
        }
    }

    [Fact]
    public async Task the_groups_are_those_of_the_API()
    {
        await AddFreight("api");
        var api = company.Wang();
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        foreach (var name in Enum.GetValues<FigureGrouping>().Select(grouping => PageQuery.Name(grouping)))
        {
            await page.GotoAsync($"/on-time?{Freight.Period}&groupBy={name}");
            (await Cells(page, 4)).ShouldBe(await Groups($"/v1/on-time?{Freight.Period}&groupBy={name}", rate =>
                $"{rate.GetProperty("numerator")} / {rate.GetProperty("denominator")}"), name);
            await page.GotoAsync($"/receipts?{Freight.Period}&groupBy={name}");
            (await Cells(page, 6)).ShouldBe(
                await Groups($"/v1/receipts/report?{Freight.Period}&groupBy={name}", group => group.GetProperty("lost").ToString()), name);
        }
        foreach (var name in Enum.GetValues<ExceptionGrouping>().Select(grouping => PageQuery.Name(grouping)))
        {
            await page.GotoAsync($"/exceptions?{Freight.Period}&groupBy={name}");
            (await Cells(page, 2)).ShouldBe(await Groups($"/v1/exceptions/report?{Freight.Period}&groupBy={name}",
                group => group.GetProperty("exceptions").ToString()), name);
        }
        await page.GotoAsync("/on-time?groupBy=wishes");
        (await page.Locator(".fault").CountAsync()).ShouldBe(1);

        async Task<IReadOnlyList<string>> Groups(string address, Func<JsonElement, string> figure) =>
            [.. (await api.Get(address)).Body.GetProperty("groups").EnumerateArray().Select(figure)];

        static async Task<IReadOnlyList<string>> Cells(IPage page, int column) =>
            await page.Locator($"#groups tbody td:nth-child({column})").AllInnerTextsAsync();
    }

    [Fact]
    public async Task a_board_of_cases_says_which_branch_and_shows_one_alone()
    {
        await AddFreight("cases");
        foreach (var (claim, station) in new[] { ("CL-EAST", "SHA"), ("CL-WEST", "CTU") })
        {
            var at = DateTimeOffset.UtcNow.AddHours(-2);
            var answer = await company.Service.Post($"/v1/claims/{claim}/events", (JsonObject[])
            [
                Send.Event("claimFiled", at, new { account = "ACME", amount = 100, waybills = new[] { "ACME-1" } }, station: station),
                Send.Event("claimInvestigated", at.AddMinutes(1),
                    new { findings = "看过", responsibleStation = "SHA", cause = "loading" }, station: station),
            ]);
            answer.Status.ShouldBe(201, answer.ToString());
            (await company.Service.Get($"/v1/claims?waitFor={answer.Position}")).Status.ShouldBe(200);
        }
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/cases/claims");
        (await Row("CL-WEST").InnerTextAsync()).ShouldContain("CTU (WEST) · responsible: SHA (EAST)");
        var api = (await company.Wang().Get($"/v1/claims/report?from={Freight.Day(0)[..8]}01&to={Freight.Day(1)}")).Body;
        var east = api.GetProperty("groups").EnumerateArray().Single(group =>
            group.GetProperty("by").GetString() == "branch" && group.GetProperty("key").GetString() == "EAST");
        (await page.Locator("#by-branch li", new() { HasText = "EAST" }).Locator(".bar-number").InnerTextAsync())
            .ShouldBe(east.GetProperty("cases").GetInt64().ToString(CultureInfo.InvariantCulture));

        await page.Locator("[name=branch]").SelectOptionAsync("WEST");
        await page.Locator(".filter button").ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("branch=WEST", StringComparison.Ordinal));
        await page.Locator("#listed", new() { HasNotText = "CL-EAST" }).WaitForAsync();
        (await page.Locator("#listed a.number").AllInnerTextsAsync()).ShouldBe(["CL-WEST"]);
        (await page.Locator("#card-open .figure").InnerTextAsync()).ShouldBe("1");
        await page.GotoAsync("/cases/claims?branch=EAST");
        // What its stations are responsible for is a branch's, too.
        (await page.Locator("#listed a.number").AllInnerTextsAsync()).ShouldBe(["CL-EAST", "CL-WEST"], ignoreOrder: true);
        await page.GotoAsync("/cases/complaints?branch=EAST");
        (await page.Locator("#card-complaints-answered-in-time").CountAsync()).ShouldBe(1);
        (await page.Locator("#card-founded-complaints").CountAsync()).ShouldBe(0);

        ILocator Row(string claim) => page.Locator("#listed li", new() { HasText = claim });
    }

    private async Task AddFreight(string name)
    {
        foreach (var (station, branch) in new[] { ("SHA", "EAST"), ("CTU", "WEST"), ("XIY", "NORTH") })
            await company.Reference("stationSet", new { code = station, branch });
        await company.AddSigned($"GR-{name}-1".ToUpperInvariant(), 3, 5, copies: 1);
        await company.AddSigned($"GR-{name}-2".ToUpperInvariant(), 12, -5, "XIY", copies: 1);
        await company.AddException($"GR-{name}-3".ToUpperInvariant(), "ACME", "外箱破损");
    }
}
