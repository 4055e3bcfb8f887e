using Microsoft.Playwright;
using OrderTracking.Api.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>The main act of each page, by keyboard alone and in a browser without script.</summary>
public sealed class KeyboardTests(FullCompany company, Browser browser) : IClassFixture<FullCompany>
{
    private const string Nobody = "", Dispatcher = "dispatcher.SHA";

    /// <summary>
    /// Who does it, on which page, how, and what is there afterwards: an element, or a part of the address. A step is an element to which
    /// Tab leads, and on which Enter is pressed, something is typed (=), or another key is pressed (!).
    /// </summary>
    public static TheoryData<string, string, string[], string> Acts => new()
    {
        { Nobody, "/sign-in", ["button[value='wang']"], "url /today" },
        { Nobody, "/track", ["[name=Number] = ACME-9", "[name=Digits] = 5678", "main button"], ".answer .status" },
        { "wang", "/today", ["#exceptions summary", "[name='Form.Text'] = SEEN", "details[open] button"], ".done" },
        { "wang", "/exceptions", ["#followed summary", "[name='Form.Text'] = SEEN", "details[open] button"], ".done" },
        { "wang", "/waybills/ACME-53", [".timeline summary", "[name='Form.Text'] = SEEN", "details[open] button"], ".done" },
        {
            "wang", "/cases/claims",
            [
                "details.act summary", "[name='Event.Station'] = SHA", "details[open] [name=account] = ACME", "[name=amount] = 120",
                "details[open] button",
            ],
            "url /cases/claims/"
        },
        {
            "wang", "/cases/claims/ACME-C1",
            ["#goodwillProposed summary", "[name=amount] = 50", "details[open] [name=reason] = LOYAL", "details[open] button"], ".done"
        },
        {
            "desk", "/cases/claims/ACME-C3",
            [".timeline .act-link", "[name='Correct.Reason'] = TYPED WRONG", "#correct button"], ".struck"
        },
        { "wang", "/waybills", ["[name=q] = ACME-9", ".filter button", ".rows a.number"], "url /waybills/ACME-9" },
        { "wang", $"/on-time?{Freight.Period}", ["#lanes td a"], "url lane=" },
        { "wang", "/receipts", ["#where a"], "url status=" },
        { "wang", "/loading", ["#lists a"], "url /loading-lists/" },
        { "wang", "/loading-lists/L-1", ["#lines a.number"], "url /waybills/ACME" },
        { "wang", "/reports", ["[name=kind] = Account's w", "[name=account] = ACME", "form[method=get] button"], "#preview table" },
        { Dispatcher, "/entry?type=stockedIn", ["[name=Waybill] = ACME-3", "[name=Pieces] = 10", "button[value=record]"], "url done=1" },
        { Dispatcher, "/quarantine", ["li summary", "[name=Reason] = TWICE", "button[value=discard]"], ".done" },
        { "wang", "/declarations", ["form.filter button"], "url date=" },
        { "wang", "/cases/rounds/ACME-R1/report", [".title a"], "#steps" },
        { "auditor", "/group", ["form.filter button"], "url month=" },
        { "auditor", "/audit/log", ["[name=stream] = ACME-2", "form.filter button"], "url stream=ACME-2" },
        { "auditor", "/audit/waybills/ACME-2", ["[name=recorded2] ! Home", "form.panel button"], "url recorded2=1" },
        {
            "administrator", "/reference?kind=stations&key=SHA",
            ["[name=city] = SHANGHAI", "button[value=preview]", "button[value=record]"], ".done"
        },
        {
            "administrator", "/reference?kind=sites&key=BETA",
            ["[name=sites-removed] ! Space", "button[value=preview]", "button[value=record]"], ".done"
        },
        {
            "administrator", "/keys",
            [
                "[name=Name] = BRANCH", "[name=Expires] = 12312026", "[name=Roles][value=BranchSystem] ! Space", "[name=Stations] = SHA",
                "#make button",
            ],
            ".secret"
        },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task a_page_is_used_by_keyboard_alone_and_without_script(string who, string path, string[] steps, string wanted)
    {
        var page = await browser.Open(company.Address, "en", script: false);
        if (who != Nobody) await page.SignIn(who);
        await page.GotoAsync(path);
        foreach (var step in steps)
        {
            var parts = step.Split([" = ", " ! "], 2, StringSplitOptions.None);
            await TabTo(page, parts[0]);
            if (parts.Length == 1) await Enter(page, isLeaving: !parts[0].Contains("summary", StringComparison.Ordinal));
            else if (step.Contains(" = ", StringComparison.Ordinal)) await page.Keyboard.TypeAsync(parts[1]);
            else await page.Keyboard.PressAsync(parts[1]);
        }
        if (wanted.Split("url ") is [_, var address]) await page.WaitForURLAsync(url => url.Contains(address, StringComparison.Ordinal));
        else await page.Locator(wanted).First.WaitForAsync();
    }

    [Fact]
    public void every_page_has_its_act_here()
    {
        var paths = Acts.Select(act => act.Data.Item2.Split('?')[0]).ToList();
        foreach (var page in Policy.Pages.Where(row => row.IsPage).Select(row => row.Route["PAGE ".Length..]).Where(page => page != "/"))
            paths.ShouldContain(path => page.Contains('{', StringComparison.Ordinal)
                ? path.StartsWith(page.Split('{', 2)[0], StringComparison.Ordinal) : path == page, page);
    }

    /// <summary>Presses Enter, and waits for the next page where that leads to one.</summary>
    private static async Task Enter(IPage page, bool isLeaving)
    {
        await page.EvaluateAsync("window.isLeft = true");
        await page.Keyboard.PressAsync("Enter");
        while (isLeaving)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            try
            {
                isLeaving = await page.EvaluateAsync<bool>("window.isLeft === true || document.readyState !== 'complete'");
            }
            catch (PlaywrightException)
            {
                // The one page is gone and the other has not come.
            }
        }
    }

    /// <summary>Presses Tab until the focus is on such an element.</summary>
    private static async Task TabTo(IPage page, string selector)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await page.EvaluateAsync<bool>("selector => document.activeElement?.matches(selector) ?? false", selector)) return;
            await page.Keyboard.PressAsync("Tab");
        }
        throw new InvalidOperationException($"Tab does not lead to {selector}.");
    }
}
