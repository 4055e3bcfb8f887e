using System.Text.Json.Nodes;
using Microsoft.Playwright;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>更正: an event of a case is corrected on the case's page.</summary>
public sealed class CaseCorrectionTests(Company company, Browser browser) : IClassFixture<Company>
{
    // With seconds, which the form's field for times does not have.
    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow.AddHours(-2).AddSeconds(-7);

    [Theory]
    [InlineData("zh-CN", 1440, "通融赔付建议")]
    [InlineData("zh-CN", 390, "通融赔付建议")]
    [InlineData("en", 1440, "Goodwill proposed")]
    [InlineData("en", 390, "Goodwill proposed")]
    public async Task what_was_wrong_is_recorded_anew_and_stays_visible_struck_through(string language, int width, string type)
    {
        var claim = $"CC-{language}-{width}".ToUpperInvariant();
        await File(claim);
        await Record(claim, Send.Event("goodwillProposed", At.AddMinutes(3), new { amount = 800, reason = "长期客户" }));
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync($"/cases/claims/{claim}");
        await page.Locator(".timeline li", new() { HasText = type }).Locator(".act-link").ClickAsync();

        await page.Locator("#correct").WaitForAsync();
        await page.ShouldBeAccessible();
        (await page.Locator("#correct [name=amount]").InputValueAsync()).ShouldBe("800");
        await page.Locator("#correct [name=amount]").FillAsync("80");
        await page.Locator("[name='Correct.Reason']").FillAsync("多写了一个零");
        await page.Locator("#correct button").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        var struck = await page.Locator(".timeline .struck").InnerTextAsync();
        struck.ShouldContain("800");
        struck.ShouldContain("wang");
        struck.ShouldContain("多写了一个零");
        (await page.Locator(".timeline li:not(.struck)", new() { HasText = type }).InnerTextAsync()).ShouldContain("80");
        (await page.Locator(".timeline .struck .act-link").CountAsync()).ShouldBe(0);
        await page.ShouldBeAccessible();
    }

    [Fact]
    public async Task what_is_not_changed_stays_as_it_was_to_the_second_and_to_the_person()
    {
        await File("CC-KEPT");
        var page = await Correct("CC-KEPT", "desk", "Claim filed");
        await page.Locator("#correct [name=description]").FillAsync("两箱破损");
        await page.Locator("[name='Correct.Reason']").FillAsync("少写一箱");
        await page.Locator("#correct button").ClickAsync();
        await page.Locator(".done").WaitForAsync();

        var events = (await company.Service.Get("/v1/claims/CC-KEPT/timeline")).Items.ToList();
        var filed = events.Where(entry => entry.GetProperty("type").GetString() == "claimFiled").ToList();
        filed.Count.ShouldBe(2);
        var (wrong, right) = (filed.Single(entry => entry.TryGetProperty("corrected", out _)),
            filed.Single(entry => !entry.TryGetProperty("corrected", out _)));
        right.GetProperty("occurredAt").GetDateTimeOffset().ShouldBe(wrong.GetProperty("occurredAt").GetDateTimeOffset());
        var (before, after) = (Data(wrong), Data(right));
        after["description"]!.ToString().ShouldBe("两箱破损");
        before["description"] = after["description"]!.DeepClone();
        JsonNode.DeepEquals(before, after).ShouldBeTrue($"{before} {after}");

        static JsonObject Data(System.Text.Json.JsonElement entry) => JsonNode.Parse(entry.GetProperty("data").GetRawText())!.AsObject();
    }

    [Fact]
    public async Task what_did_not_happen_is_taken_back_and_a_case_that_was_never_opened_leaves_its_board()
    {
        await File("CC-NEVER");
        await Record("CC-NEVER", Send.Event("goodwillProposed", At.AddMinutes(3), new { amount = 1, reason = "错" }));
        var page = await Correct("CC-NEVER", "desk", "Claim filed");
        await page.Locator("[value=no]").CheckAsync();
        (await page.Locator("#correct [name=amount]").IsVisibleAsync()).ShouldBeFalse();
        await page.Locator("[name='Correct.Reason']").FillAsync("错单");
        await page.Locator("#correct button").ClickAsync();
        // A proposal of a claim that was not filed is impossible.
        (await page.Locator("#correct .fault").InnerTextAsync()).ShouldContain("Impossible later");
        (await page.Locator("[name='Correct.Reason']").InputValueAsync()).ShouldBe("错单");

        await Back(page, "Goodwill proposed");
        (await page.Locator(".timeline .struck").CountAsync()).ShouldBe(1);
        await Back(page, "Claim filed");
        page.Url.ShouldContain("/cases/claims?done=CC-NEVER");
        (await page.Locator("#listed", new() { HasText = "CC-NEVER" }).CountAsync()).ShouldBe(0);

        static async Task Back(IPage page, string type)
        {
            await page.GotoAsync("/cases/claims/CC-NEVER");
            await page.Locator(".timeline li:not(.struck)", new() { HasText = type }).Locator(".act-link").ClickAsync();
            await page.Locator("#correct [value=no]").CheckAsync();
            await page.Locator("[name='Correct.Reason']").FillAsync("错单");
            await page.Locator("#correct button").ClickAsync();
            await page.Locator(".done").WaitForAsync();
        }
    }

    [Fact]
    public async Task only_what_the_caller_may_record_and_what_people_reported_is_offered()
    {
        await File("CC-OFFERED");
        await Record("CC-OFFERED", Send.Event("claimReportSubmitted", At.AddMinutes(2), new { amount = 100 }),
            Send.Event("claimApproved", At.AddMinutes(3), new { post = "manager", amount = 100 }));

        (await Offered("desk")).ShouldBe(["Claim filed", "Claim report submitted"]);
        (await Offered("wang")).ShouldBe(["Claim filed"]);
        (await Offered("auditor")).ShouldBeEmpty();
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        var approved = (await company.Service.Get("/v1/claims/CC-OFFERED/timeline")).Items
            .Single(entry => entry.GetProperty("type").GetString() == "claimApproved").GetProperty("id").GetString();
        await page.GotoAsync($"/cases/claims/CC-OFFERED?correct={approved}");
        (await page.Locator("#correct").CountAsync()).ShouldBe(0);
        (await page.Locator(".fault").InnerTextAsync()).ShouldContain("cannot be corrected");
        var posted = await page.PostForm("/cases/claims/CC-OFFERED", new Dictionary<string, string>
        {
            ["_handler"] = "act", ["Correct.Event"] = approved!, ["Correct.Reason"] = "x", ["Correct.Instead"] = "no",
        });
        posted.Text.ShouldContain("Not recorded");
        (await company.Service.Get("/v1/claims/CC-OFFERED")).Body.GetProperty("status").GetString().ShouldBe("approved");

        async Task<string[]> Offered(string who)
        {
            var page = await browser.Open(company.Address, "en");
            await page.SignIn(who);
            await page.GotoAsync("/cases/claims/CC-OFFERED");
            return await page.Locator(".timeline li:has(.act-link) strong")
                .EvaluateAllAsync<string[]>("all => all.map(one => one.textContent)");
        }
    }

    [Fact]
    public async Task a_correction_that_is_sent_twice_is_recorded_once()
    {
        await File("CC-TWICE");
        var page = await Correct("CC-TWICE", "desk", "Claim filed");
        var form = await page.EvaluateAsync<Dictionary<string, string>>(
            "() => Object.fromEntries([...new FormData(document.querySelector('#correct'))].filter(([name]) => name[0] !== '_'))");
        (form["_handler"], form["Correct.Reason"], form["amount"]) = ("act", "数字错", "301");
        for (var i = 0; i < 2; i++)
        {
            await page.PostForm("/cases/claims/CC-TWICE", form);
            // The time of the second one is another.
            await Task.Delay(1_100, TestContext.Current.CancellationToken);
        }
        await page.GotoAsync("/cases/claims/CC-TWICE");
        (await page.Locator(".timeline li", new() { HasText = "Claim filed" }).CountAsync()).ShouldBe(2);
        (await page.Locator(".timeline .struck", new() { HasText = "Claim filed" }).CountAsync()).ShouldBe(1);
        form["amount"] = "302";
        (await page.PostForm("/cases/claims/CC-TWICE", form)).Text.ShouldContain("sent before with other content");
    }

    private async Task<IPage> Correct(string claim, string who, string type)
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn(who);
        await page.GotoAsync($"/cases/claims/{claim}");
        await page.Locator(".timeline li:not(.struck)", new() { HasText = type }).Locator(".act-link").ClickAsync();
        await page.Locator("#correct").WaitForAsync();
        return page;
    }

    private Task File(string claim) => Record(claim, Send.Event("claimFiled", At, new
    {
        account = "ACME", amount = 300.50, waybills = new[] { "ACME-1" }, description = "一箱破损",
        claimant = new { name = "索赔人乙", phone = "13912345678" },
    }));

    private async Task Record(string claim, params JsonObject[] events)
    {
        var answer = await company.Service.Post($"/v1/claims/{claim}/events", events);
        answer.Status.ShouldBe(201, answer.ToString());
        (await company.Service.Get($"/v1/claims?waitFor={answer.Position}")).Status.ShouldBe(200);
    }
}
