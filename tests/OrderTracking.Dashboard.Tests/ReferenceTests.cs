using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Reference data: what is in force, and what a form changes of it.</summary>
public sealed class ReferenceTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "基础资料")]
    [InlineData("zh-CN", 390, "基础资料")]
    [InlineData("en", 1440, "Reference data")]
    [InlineData("en", 390, "Reference data")]
    public async Task a_form_shows_what_it_changes_before_it_is_recorded(string language, int width, string title)
    {
        var name = $"上海 {language} {width}";
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("administrator");
        await page.GotoAsync("/reference?kind=stations&key=SHA");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        await page.Locator("[name=name]").FillAsync(name);
        await page.Locator("button[value=preview]").ClickAsync();
        // The page is changed in place, some time after the click.
        await page.Locator("#changes tbody tr").First.WaitForAsync();

        (await page.Locator("#changes tbody tr").CountAsync()).ShouldBe(1);
        (await page.Locator("#changes tbody tr").InnerTextAsync()).ShouldContain(name);
        (await NameOfStation()).ShouldNotBe(name);
        await page.ShouldBeAccessible();
        await page.Locator("button[value=record]").ClickAsync();
        await page.Locator(".done").WaitForAsync();
        (await NameOfStation()).ShouldBe(name);
    }

    [Fact]
    public async Task every_kind_is_shown_and_terms_keep_what_is_not_changed()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("administrator");
        foreach (var kind in new[] { "accounts", "managers", "mandates", "lanes", "stations", "calendars", "penalties", "company" })
        {
            await page.GotoAsync($"/reference?kind={kind}&key=");
            await page.ShouldBeAccessible();
        }
        await page.GotoAsync("/reference?kind=accounts&key=ACME");
        await page.Locator("[name=reportBackHours]").FillAsync("two");
        await page.Locator("button[value=preview]").ClickAsync();
        (await page.Locator("#changes .fault").InnerTextAsync()).ShouldContain("data.reportBackHours");
        (await page.Locator("[name=reportBackHours]").InputValueAsync()).ShouldBe("two");
        await page.Locator("[name=reportBackHours]").FillAsync("2");
        await page.Locator("[name='limits.transitHours']").FillAsync("30");
        await page.Locator("[name=loadingConfirmation]").FillAsync("16:30");
        await page.Locator("[name=reports][value=weeklyAccount]").CheckAsync();
        await page.Locator("button[value=preview]").ClickAsync();
        await page.Locator("button[value=record]").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        var account = (await company.Service.Get("/v1/accounts/ACME")).Body;
        account.GetProperty("name").GetString().ShouldBe("ACME 有限公司");
        account.GetProperty("reportBackHours").GetInt32().ShouldBe(2);
        account.GetProperty("limits").GetProperty("transitHours").GetInt32().ShouldBe(30);
        account.GetProperty("loadingConfirmation").GetString().ShouldStartWith("16:30");
        account.GetProperty("reports").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task a_mandate_is_granted_and_in_force()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("administrator");
        await page.GotoAsync("/reference?kind=mandates&key=");
        foreach (var (name, typed) in new[]
                 {
                     ("account", "ACME"), ("mandate", "WT-7"), ("reason", "nobody makes waybills out there"), ("grantor", "ACME Ltd"),
                     ("evidence", "contracts, drawer 3"), ("from", Freight.Day(-1)), ("to", Freight.Day(-2)),
                 })
            await page.Locator($"[name={name}]").FillAsync(typed);
        await page.Locator("button[value=preview]").ClickAsync();
        (await page.Locator("#changes .fault").InnerTextAsync()).ShouldContain("data.to");
        await page.Locator("[name=to]").FillAsync(Freight.Day(300));
        await page.Locator("button[value=preview]").ClickAsync();
        await page.Locator("button[value=record]").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        (await page.Locator("#in-force li", new() { HasText = "WT-7" }).InnerTextAsync()).ShouldContain("drawer 3");
        (await company.Service.Get("/v1/reference/account:ACME/events")).Items
            .ShouldContain(entry => entry.GetProperty("type").GetString() == "mandateGranted");
    }

    [Fact]
    public async Task an_auditor_looks_and_changes_nothing()
    {
        var before = await NameOfStation();
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("auditor");
        await page.GotoAsync("/reference?kind=stations&key=SHA");
        (await page.Locator("button[value=preview]").CountAsync()).ShouldBe(0);
        (await page.PostForm("/reference",
            new { _handler = "reference", Kind = "stations", Do = "record", code = "SHA", name = "X", city = "" }))
            .Text.ShouldContain("your roles may not");
        (await NameOfStation()).ShouldBe(before);
    }

    private async Task<string?> NameOfStation() => (await company.Service.Get("/v1/stations")).Body.GetProperty("items").EnumerateArray()
        .Single(station => station.GetProperty("code").GetString() == "SHA").GetProperty("name").GetString();
}
