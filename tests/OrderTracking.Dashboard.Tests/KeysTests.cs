using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Keys of programs, made, approved and revoked by administrators.</summary>
public sealed class KeysTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", "客服员", "分公司客服", "集团客服")]
    [InlineData("en", "Service desk", "Branch service", "Group service")]
    public async Task every_role_has_a_name_of_its_own(string language, params string[] named)
    {
        var page = await browser.Open(company.Address, language);
        await page.SignIn("administrator");
        await page.GotoAsync("/keys");
        var roles = (await page.Locator("label:has([name=Roles])").AllInnerTextsAsync()).Select(text => text.Trim()).ToList();
        roles.ShouldBeUnique();
        foreach (var role in named) roles.ShouldContain(role);
    }

    [Theory]
    [InlineData("zh-CN", 1440, "密钥")]
    [InlineData("zh-CN", 390, "密钥")]
    [InlineData("en", 1440, "Keys")]
    [InlineData("en", 390, "Keys")]
    public async Task a_key_is_made_and_its_secret_shown_once_and_revoked(string language, int width, string title)
    {
        var name = $"branch {language} {width}";
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("administrator");
        await page.GotoAsync("/keys");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        await page.Locator("[name=Name]").FillAsync(name);
        await page.Locator("[name=Expires]").FillAsync(DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", null));
        await page.Locator("[name=Roles][value=BranchSystem]").CheckAsync();
        await page.Locator("#make button").ClickAsync();
        (await page.Locator(".fault").InnerTextAsync()).ShouldContain("stations");
        (await page.Locator("[name=Name]").InputValueAsync()).ShouldBe(name);
        await page.Locator("[name=Stations]").FillAsync("SHA, CTU");
        await page.Locator("#make button").ClickAsync();

        var secret = await page.Locator(".secret").InnerTextAsync();
        await page.ShouldBeAccessible();
        (await company.Service.As(secret).Get("/v1/stations")).Status.ShouldBe(200);
        await page.GotoAsync("/keys");
        (await page.ContentAsync()).ShouldNotContain(secret);

        var key = page.Locator("#keys li", new() { HasText = name });
        await key.Locator("summary").ClickAsync();
        await key.Locator("button[value=revoke]").ClickAsync();
        await page.Locator(".done").WaitForAsync();
        (await company.Service.As(secret).Get("/v1/stations")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task a_key_of_an_auditor_is_approved_by_another_person()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("administrator");
        await page.GotoAsync("/keys");
        await page.Locator("[name=Name]").FillAsync("archive");
        await page.Locator("[name=Expires]").FillAsync(DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", null));
        await page.Locator("[name=Roles][value=Auditor]").CheckAsync();
        await page.Locator("#make button").ClickAsync();
        var secret = await page.Locator(".secret").InnerTextAsync();
        await page.Locator("#keys li", new() { HasText = "archive" }).Locator("button[value=approve]").ClickAsync();
        (await page.Locator(".fault").InnerTextAsync()).ShouldContain("another person");
        (await company.Service.As(secret).Get("/v1/audit/events?limit=1")).Status.ShouldBe(401);

        var other = await browser.Open(company.Address, "en");
        await other.SignIn("everybody");
        await other.GotoAsync("/keys");
        await other.Locator("#keys li", new() { HasText = "archive" }).Locator("button[value=approve]").ClickAsync();
        await other.Locator(".done").WaitForAsync();
        (await company.Service.As(secret).Get("/v1/audit/events?limit=1")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task an_auditor_looks_and_changes_nothing()
    {
        var made = await company.Service.Post("/v1/keys", new
            { name = "kept", roles = new[] { "branchSystem" }, stations = new[] { "SHA" }, expiresAt = DateTimeOffset.UtcNow.AddDays(9) });
        var id = made.Body.GetProperty("id").GetString();
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("auditor");
        await page.GotoAsync("/keys");
        await page.Locator("#keys li", new() { HasText = "kept" }).WaitForAsync();
        foreach (var act in new[] { "approve", "revoke" })
            (await page.PostForm("/keys", new { _handler = "key", Id = id, Do = act })).Text.ShouldContain("your roles may not");
        (await page.PostForm("/keys",
            new { _handler = "make", Name = "mine", Expires = "2027-01-01", Roles = "BranchSystem", Stations = "SHA" }))
            .Text.ShouldContain("your roles may not");

        var keys = (await company.Service.Get("/v1/keys")).Body.GetProperty("items").EnumerateArray().ToList();
        keys.ShouldNotContain(key => key.GetProperty("name").GetString() == "mine");
        keys.Single(key => key.GetProperty("id").GetString() == id).GetProperty("revokedAt").ValueKind
            .ShouldBe(System.Text.Json.JsonValueKind.Null);
    }
}
