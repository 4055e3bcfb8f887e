using System.Globalization;
using Microsoft.Playwright;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Pages that move by themselves.</summary>
public sealed class LiveTests(Company company, Browser browser) : IClassFixture<Company>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>With all of its exceptions: the tests of this class raise more than the page shows at first.</summary>
    private const string Today = "/today?all=exceptions";

    [Theory]
    [InlineData("wang", Today)]
    [InlineData("wang", "/waybills/ACME-1")]
    [InlineData("wang", "/exceptions")]
    [InlineData("auditor", "/audit/log")]
    public async Task what_is_posted_shows_without_a_reload(string who, string path)
    {
        var page = await Live(who, path);
        foreach (var text in new[] { $"first for {path}", $"second for {path}" })
        {
            var seen = Sees(page, text);
            (await company.Service.Post("/v1/waybills/ACME-1/events", new[] { Exception(text) })).Status.ShouldBe(201);
            var answered = DateTimeOffset.UtcNow;
            var shown = await seen.WaitAsync(Patience, Cancelled) - answered.ToUnixTimeMilliseconds();
            TestContext.Current.SendDiagnosticMessage($"{path}: shown {shown:0} ms after the answer of its POST");
        }
    }

    [Fact]
    public async Task what_another_browser_records_by_a_form_leaves_the_list()
    {
        await company.AddException("ACME-B", "ACME", "another browser's");
        var (one, other) = (await Live("wang", Today), await Live("wang", Today));
        var row = other.Locator("#exceptions li", new() { HasText = "ACME-B" });
        await row.Locator("summary", new() { HasText = "Report back" }).ClickAsync();
        await row.Locator("details[open] [name='Form.Text']").FillAsync("done");
        await row.Locator("details[open] button").ClickAsync();

        await one.Locator("#follow li", new() { HasText = "ACME-B" }).First.WaitForAsync();
        (await one.Locator("#exceptions li", new() { HasText = "ACME-B" }).CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task a_page_moves_also_while_events_keep_coming()
    {
        var page = await Live("wang", Today);
        var seen = Sees(page, "first of many");
        (await company.Service.Post("/v1/waybills/ACME-1/events", new[] { Exception("first of many") })).Status.ShouldBe(201);
        for (var i = 0; i < 60 && !seen.IsCompleted; i++)
        {
            var answer = await company.Service.Post("/v1/waybills/ACME-2/events",
                new[] { Send.Event("orderAmended", DateTimeOffset.UtcNow, new { remarks = $"remark {i}" }) });
            answer.Status.ShouldBe(201, answer.ToString());
            await Task.Delay(250, Cancelled);
        }
        seen.IsCompleted.ShouldBeTrue("15 seconds of events, and the page did not show the first");
    }

    [Fact]
    public async Task an_open_form_keeps_what_is_typed_while_the_rest_moves_and_its_list_catches_up_afterwards()
    {
        await company.AddException("ACME-T", "ACME", "being typed about");
        var page = await Live("wang", Today);
        var row = page.Locator("#exceptions li", new() { HasText = "ACME-T" });
        await row.Locator("summary", new() { HasText = "Report back" }).ClickAsync();
        await row.Locator("details[open] [name='Form.Text']").FillAsync("half a sent");

        var seen = Sees(page, "ACME-TP");
        await company.AddPlan("ACME-TP", "ACME");
        await company.AddException("ACME-TX", "ACME", "raised meanwhile");
        await seen.WaitAsync(Patience, Cancelled);
        await Assertions.Expect(page.Locator("#card-exceptions .figure")).ToHaveTextAsync(await OpenExceptions());
        (await row.Locator("details[open] [name='Form.Text']").InputValueAsync()).ShouldBe("half a sent");
        (await page.Locator("#exceptions").InnerTextAsync()).ShouldNotContain("raised meanwhile");

        await row.Locator("details[open] summary").ClickAsync();
        await page.Locator("#exceptions li", new() { HasText = "raised meanwhile" }).WaitForAsync();

        async Task<string> OpenExceptions() => (await company.Wang().Get("/v1/exceptions?status=open&limit=500")).Items.Length
            .ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task focus_stays_where_it_was()
    {
        await company.AddException("ACME-F", "ACME", "under the keyboard");
        var page = await Live("wang", Today);
        var note = page.Locator("#exceptions li", new() { HasText = "ACME-F" }).Locator("summary", new() { HasText = "Note" });
        await note.FocusAsync();
        var seen = Sees(page, "raised beside it");
        await company.AddException("ACME-G", "ACME", "raised beside it");
        await seen.WaitAsync(Patience, Cancelled);
        await Assertions.Expect(note).ToBeFocusedAsync();
    }

    [Fact]
    public async Task a_page_goes_on_when_its_node_was_replaced_and_shows_what_it_missed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var keys = Directory.CreateTempSubdirectory("ordertracking-keys-").FullName;
        using var relay = new Relay();
        var page = await OnNode(async node =>
        {
            relay.LeadTo(node.Http.BaseAddress!);
            (await node.Post("/v1/waybills/N-1/events", new[] { Send.Received(DateTimeOffset.UtcNow.AddHours(-3)) })).Status.ShouldBe(201);
            var page = await browser.Open(relay.Address, "en");
            await page.SignIn("auditor");
            await OpenLive(page, Today);
            relay.Cut();
            return page;
        });
        var seen = Sees(page, "while nobody was there");
        await OnNode(async node =>
        {
            (await node.Post("/v1/waybills/N-1/events", new[] { Exception("while nobody was there") })).Status.ShouldBe(201);
            relay.LeadTo(node.Http.BaseAddress!);
            await seen.WaitAsync(TimeSpan.FromSeconds(40), Cancelled);
            seen = Sees(page, "on the next node");
            (await node.Post("/v1/waybills/N-1/events", new[] { Exception("on the next node") })).Status.ShouldBe(201);
            await seen.WaitAsync(Patience, Cancelled);
            return page;
        });

        async Task<IPage> OnNode(Func<RunningService, Task<IPage>> use)
        {
            await using var node = await RunningService.StartAsync(database.ConnectionString, cookieKeys: keys);
            return await use(node);
        }
    }

    /// <summary>A page of somebody who has signed in, which hears the feed.</summary>
    private async Task<IPage> Live(string who, string path)
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn(who);
        await OpenLive(page, path);
        return page;
    }

    /// <summary>Opens a page and waits until it hears the feed.</summary>
    private static async Task OpenLive(IPage page, string path)
    {
        var heard = page.WaitForResponseAsync(answer => answer.Url.Contains("/v1/feed", StringComparison.Ordinal));
        await page.GotoAsync(path);
        (await heard).Status.ShouldBe(200);
    }

    /// <summary>When a text came to stand in a page, in milliseconds of the Unix epoch; it fails if the page is loaded anew.</summary>
    private static Task<double> Sees(IPage page, string text) => page.EvaluateAsync<double>(
        """
        text => new Promise(resolve => {
          const look = () => document.querySelector('main').textContent.includes(text) && resolve(Date.now());
          new MutationObserver(look).observe(document, { subtree: true, childList: true });
          look();
        })
        """, text);

    private static System.Text.Json.Nodes.JsonObject Exception(string text) =>
        Send.Event("exceptionRaised", DateTimeOffset.UtcNow.AddMinutes(-1),
            new { exceptionId = text, kind = "damage", description = text });
}
