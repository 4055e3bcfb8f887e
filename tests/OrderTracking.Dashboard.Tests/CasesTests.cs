using System.Globalization;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>The service desk: the board of a kind of cases, a case, and what is recorded of it in place.</summary>
public sealed class CasesTests(Company company, Browser browser) : IClassFixture<Company>
{
    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow.AddHours(-2);

    [Theory]
    [InlineData("zh-CN", 1440, "通融赔付建议")]
    [InlineData("zh-CN", 390, "通融赔付建议")]
    [InlineData("en", 1440, "Goodwill proposed")]
    [InlineData("en", 390, "Goodwill proposed")]
    public async Task the_next_step_of_a_case_is_recorded_in_place(string language, int width, string step)
    {
        var claim = $"CL-{language}-{width}".ToUpperInvariant();
        await File(claim);
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("wang");
        await page.GotoAsync("/cases/claims?account=ACME");
        await page.Locator("#listed a.number", new() { HasText = claim }).ClickAsync();

        await page.Locator("#next summary", new() { HasText = step }).ClickAsync();
        await page.ShouldBeAccessible();
        await page.Locator("details[open] [name=amount]").FillAsync("80");
        await page.Locator("details[open] [name=reason]").FillAsync("长期客户");
        await page.Locator("details[open] button").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        (await page.Locator(".timeline li", new() { HasText = step }).InnerTextAsync()).ShouldContain("长期客户");
    }

    [Fact]
    public async Task only_what_the_state_allows_and_the_caller_may_record_is_offered()
    {
        await File("CL-OFFERED");

        (await Offered("wang")).ShouldBe(["deductionReported", "goodwillProposed"]);
        (await Offered("auditor")).ShouldBeEmpty();
        (await Offered("desk")).ShouldBe(
        [
            "claimInvestigated", "deductionReported", "goodwillProposed", "claimReportSubmitted", "salvageValued", "recoveryReceived",
        ]);
        await Record("CL-OFFERED", Send.Event("claimReportSubmitted", At.AddMinutes(2), new { amount = 100 }),
            Send.Event("claimApproved", At.AddMinutes(3), new { post = "manager", amount = 100 }),
            Send.Event("settlementAgreed", At.AddMinutes(4), new { amount = 100 }));
        (await Offered("desk")).ShouldBe(["claimPaid", "salvageValued", "recoveryReceived"]);

        async Task<IReadOnlyList<string>> Offered(string who)
        {
            var page = await browser.Open(company.Address, "en");
            await page.SignIn(who);
            await page.GotoAsync("/cases/claims/CL-OFFERED");
            return await page.Locator("#next details").EvaluateAllAsync<string[]>("all => all.map(one => one.id)");
        }
    }

    [Fact]
    public async Task what_is_refused_keeps_what_was_typed_and_says_why()
    {
        await File("CL-REFUSED");
        await Record("CL-REFUSED", Send.Event("claimReportSubmitted", At.AddMinutes(2), new { amount = 100 }),
            Send.Event("claimApproved", At.AddMinutes(3), new { post = "manager", amount = 100 }));
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("desk");
        await page.GotoAsync("/cases/claims/CL-REFUSED");
        await page.Locator("#settlementAgreed summary").ClickAsync();
        await page.Locator("#settlementAgreed [name=amount]").FillAsync("101");
        await page.Locator("#settlementAgreed button").ClickAsync();

        (await page.Locator("#settlementAgreed .fault").InnerTextAsync()).ShouldContain("More than approved");
        (await page.Locator("#settlementAgreed [name=amount]").InputValueAsync()).ShouldBe("101");
        await page.Locator("#settlementAgreed [name=amount]").FillAsync("100");
        await page.Locator("#settlementAgreed button").ClickAsync();
        await page.Locator(".done").WaitForAsync();
    }

    [Fact]
    public async Task a_form_that_is_sent_twice_is_recorded_once()
    {
        await File("CL-TWICE");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/cases/claims/CL-TWICE");
        var form = new Dictionary<string, string>
        {
            ["_handler"] = "act", ["Event.Type"] = "goodwillProposed", ["Event.Id"] = Guid.NewGuid().ToString(),
            ["Event.Station"] = "SHA", ["amount"] = "10", ["reason"] = "一次",
        };
        for (var i = 0; i < 2; i++)
        {
            await page.PostForm("/cases/claims/CL-TWICE", form);
            // The time of the second one is another.
            await Task.Delay(1_100, TestContext.Current.CancellationToken);
        }
        form["amount"] = "11";
        (await page.PostForm("/cases/claims/CL-TWICE", form)).Text.ShouldContain("sent before with other content");
        await page.ReloadAsync();
        (await page.Locator(".timeline li", new() { HasText = "Goodwill proposed" }).CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task a_case_is_opened_from_an_exception_and_shows_at_its_waybill_and_on_the_managers_day()
    {
        await company.AddException("ACME-OPENING", "ACME", "外箱破损");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/waybills/ACME-OPENING");
        await page.Locator(".timeline .act-link", new() { HasText = "Open a claim" }).ClickAsync();
        var form = page.Locator("#claimFiled");
        (await form.Locator("[name=account]").InputValueAsync()).ShouldBe("ACME");
        (await form.Locator("[name=waybills]").InputValueAsync()).ShouldBe("ACME-OPENING");
        (await form.Locator("[name=exceptionId]").InputValueAsync()).ShouldBe("ACME-OPENING-X");
        (await form.Locator("[name=kind]").InputValueAsync()).ShouldBe("damage");
        await page.ShouldBeAccessible();
        await form.Locator("[name='Event.Number']").FillAsync("cl-opened");
        await form.Locator("[name=amount]").FillAsync("320.50");
        await form.Locator("[name='claimant.name']").FillAsync("索赔人甲");
        await form.Locator("button").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        page.Url.ShouldEndWith("/cases/claims/CL-OPENED?done=1");
        // A manager sees persons, on record.
        (await page.Locator(".timeline").InnerTextAsync()).ShouldContain("索赔人甲");
        await page.GotoAsync("/waybills/ACME-OPENING");
        (await page.Locator("#cases").InnerTextAsync()).ShouldContain("CL-OPENED");
        await page.GotoAsync("/today");
        (await page.Locator("#cases").InnerTextAsync()).ShouldContain("CL-OPENED");
        await page.GotoAsync("/exceptions");
        (await page.Locator("#followed .act-link").CountAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task the_numbers_are_those_of_the_API_and_the_filter_is_the_address()
    {
        await File("CL-COUNTED", amount: 12_000);
        var api = company.Wang();
        var report = (await api.Get($"/v1/claims/report?account=ACME&{Freight.Period}")).Body;
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync($"/cases/claims?account=ACME&{Freight.Period}");

        (await page.Locator("#card-open .figure").InnerTextAsync())
            .ShouldBe(report.GetProperty("open").GetInt64().ToString(CultureInfo.InvariantCulture));
        var rate = report.GetProperty("rates").GetProperty("claims-settled-in-time").GetProperty("rate");
        (await page.Locator("#card-claims-settled-in-time .card-note").InnerTextAsync())
            .ShouldBe($"{rate.GetProperty("numerator").GetInt64()} of {rate.GetProperty("denominator").GetInt64()}");
        (await page.Locator("#card-claimed .card-note").InnerTextAsync()).ShouldContain(
            report.GetProperty("amounts").GetProperty("claimed").GetDecimal().ToString("#,##0.##", CultureInfo.InvariantCulture));
        await page.Locator("[name=status]").SelectOptionAsync("filed");
        await page.Locator(".filter button").ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("status=filed", StringComparison.Ordinal));
        (await page.Locator("#listed .badge").AllInnerTextsAsync()).ShouldAllBe(status => status == "Filed");
        await page.GotoAsync("/cases/claims?status=paid&account=ACME");
        (await page.Locator("#listed li").CountAsync()).ShouldBe(0);
        await page.GotoAsync("/cases/claims?from=yesterday");
        (await page.Locator(".fault").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task while_a_case_is_suspended_its_clocks_rest()
    {
        await File("CL-RESTS");
        await Record("CL-RESTS", Send.Event("claimSuspended", At.AddMinutes(3), new { paper = "P-1", approver = "chen" }));
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/cases/claims/CL-RESTS");

        (await page.Locator(".instructions").InnerTextAsync()).ShouldContain("its clocks rest");
        (await page.Locator("#steps .badge").AllInnerTextsAsync()).ShouldAllBe(verdict => verdict == "the clock rests");
        (await page.Locator("#steps [data-until]").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task an_event_that_was_corrected_is_struck_through()
    {
        await File("CL-STRUCK");
        var wrong = Send.Event("goodwillProposed", At.AddMinutes(3), new { amount = 1, reason = "错" });
        await Record("CL-STRUCK", wrong);
        await Record("CL-STRUCK", Send.Event("corrected", At.AddMinutes(4), new { eventId = wrong["id"]!.ToString(), reason = "录错" }));
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("wang");
        await page.GotoAsync("/cases/claims/CL-STRUCK");

        (await page.Locator(".timeline .struck").InnerTextAsync()).ShouldContain("录错");
    }

    [Fact]
    public async Task a_case_and_its_board_move_by_themselves()
    {
        await File("CL-LIVE");
        var (one, board) = (await browser.Open(company.Address, "en"), await browser.Open(company.Address, "en"));
        await one.SignIn("desk");
        await board.SignIn("wang");
        await one.GotoAsync("/cases/claims/CL-LIVE");
        await board.GotoAsync("/cases/claims");
        await Record("CL-LIVE", Send.Event("claimReportSubmitted", At.AddMinutes(2), new { amount = 100 }));

        await one.Locator(".timeline li", new() { HasText = "Claim report submitted" }).WaitForAsync();
        await board.Locator("#listed li", new() { HasText = "CL-LIVE" }).Locator(".badge", new() { HasText = "to be signed off" })
            .WaitForAsync();
    }

    [Fact]
    public async Task what_is_anothers_is_not_there()
    {
        await File("CL-OF-ACME");
        var page = await browser.Open(company.Address);
        await page.SignIn("li");
        (await page.GotoAsync("/cases/claims/CL-OF-ACME"))!.Status.ShouldBe(404);
        (await page.GotoAsync("/cases/wishes"))!.Status.ShouldBe(404);
        await page.GotoAsync("/cases/claims");
        (await page.ContentAsync()).ShouldNotContain("ACME");
    }

    private Task File(string claim, int amount = 300) => Record(claim, Send.Event("claimFiled", At,
        new { account = "ACME", amount, waybills = new[] { "ACME-1" }, claimant = new { name = "索赔人乙", phone = "13912345678" } }));

    private async Task Record(string claim, params JsonObject[] events)
    {
        var answer = await company.Service.Post($"/v1/claims/{claim}/events", events);
        answer.Status.ShouldBe(201, answer.ToString());
        (await company.Service.Get($"/v1/claims?waitFor={answer.Position}")).Status.ShouldBe(200);
    }
}
