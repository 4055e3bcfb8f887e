using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Reports that are due, looked at and handed out.</summary>
public sealed class ReportsTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "报表", 0)]
    [InlineData("zh-CN", 390, "报表", 7)]
    [InlineData("en", 1440, "Reports", 14)]
    [InlineData("en", 390, "Reports", 21)]
    public async Task a_report_is_looked_at_and_handed_out(string language, int width, string title, int daysBefore)
    {
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync("/reports");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        await page.Locator("select[name=kind]").SelectOptionAsync("weekly-account");
        await page.Locator("[name=account]").FillAsync("ACME");
        await page.Locator("[name=from]").FillAsync(DateTime.UtcNow.AddDays(-daysBefore).ToString("yyyy-MM-dd", null));
        await page.Locator("form[method=get] button").ClickAsync();
        await page.Locator("#preview table").First.WaitForAsync();
        var file = await page.Locator("#preview a[href*='.csv']").GetAttributeAsync("href");
        (await page.EvaluateAsync<int>("async path => (await fetch(path)).status", file)).ShouldBe(200);
        await page.Locator("#preview form button").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        var row = page.Locator("#handed-out li").First;
        (await row.InnerTextAsync()).ShouldContain("ACME");
        var kept = await row.Locator("a").GetAttributeAsync("href");
        (await page.EvaluateAsync<int>("async path => (await fetch(path)).status", kept)).ShouldBe(200);
        var acts = await company.Service.Get("/v1/audit/acts?act=reportHandedOut");
        acts.Body.GetProperty("items").EnumerateArray().ShouldContain(act => act.GetProperty("subject").GetString() == "wang");
    }

    [Fact]
    public async Task what_is_due_is_listed_until_it_is_handed_out()
    {
        var set = await company.Service.Post("/v1/reference/events", Send.Event("accountSet", DateTimeOffset.UtcNow.AddMinutes(-1),
            new { account = "BETA", name = "BETA 有限公司", reports = new[] { "weeklyAccount" } }, station: "HQ"));
        set.Status.ShouldBe(201, set.ToString());
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("li");
        await page.GotoAsync("/reports");
        var due = (await company.Service.As(Tokens.Caller("li", [Role.AccountManager])).Get("/v1/reports/due")).Body.GetProperty("items");
        (await page.Locator("#due .count").InnerTextAsync())
            .ShouldBe(due.GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator("#due li a").First.ClickAsync();
        (await page.Locator("#preview h2").InnerTextAsync()).ShouldContain("BETA");
    }

    [Fact]
    public async Task nobody_hands_out_what_the_API_refuses()
    {
        var report = new { _handler = "hand-out", Kind = "weekly-account", Account = "ACME", From = "2026-09-07", Format = "csv" };
        foreach (var who in new[] { "auditor", "li" })
        {
            var page = await browser.Open(company.Address, "en");
            await page.SignIn(who);
            await page.GotoAsync("/reports?kind=weekly-account&account=ACME&from=2026-09-07");
            (await page.Locator("#preview form").CountAsync()).ShouldBe(0);
            (await page.PostForm("/reports", report)).Text.ShouldContain("not yours to hand out");
        }
        var handedOut = await company.Service.Get("/v1/reports/handed-out?account=ACME");
        handedOut.Body.GetProperty("items").EnumerateArray().ShouldNotContain(item => item.GetProperty("from").GetString() == "2026-09-07");
    }
}
