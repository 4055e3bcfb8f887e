using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Dashboard.Layout;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>What holds for every page, by the policy's table of pages: a new page cannot be forgotten.</summary>
public sealed partial class PagesTests(FullCompany company, Browser browser) : IClassFixture<FullCompany>
{
    // Loaded anew by a browser that has nothing yet: with scripts, styles and icon.
    private const int MaxBytes = 100_000;

    /// <summary>What a page may show only when it is asked for it.</summary>
    private static readonly Dictionary<string, string> Filled = new()
    {
        ["/waybills/{number}"] = "/waybills/ACME-2", ["/audit/waybills/{number}"] = "/audit/waybills/ACME-2?occurred=1&recorded=1",
        ["/loading-lists/{number}"] = "/loading-lists/L-1", ["/cases/{kind?}"] = "/cases/claims",
        ["/cases/{kind}/{number}"] = "/cases/claims/ACME-C1", ["/reports"] = "/reports?kind=weekly-account&account=ACME",
        ["/cases/rounds/{number}/report"] = "/cases/rounds/ACME-R1/report",
        ["/reference"] = "/reference?kind=accounts&key=ACME", ["/entry"] = "/entry?type=loaded&list=L-1",
        ["/on-time"] = $"/on-time?{Freight.Period}", ["/track"] = "/track?number=ACME-1",
    };

    public static TheoryData<string, string> Matrix =>
    [
        .. from page in Policy.Pages.Where(row => row.IsPage)
           from language in new[] { "zh-CN", "en" }
           select new TheoryDataRow<string, string>(Path(page), language),
    ];

    public static TheoryData<string> Own =>
        [.. Policy.Pages.Where(row => row.IsPage && row.Of(Role.AccountManager) == RoutePermission.Own).Select(Path)];

    public static TheoryData<string> Showing =>
        [.. Policy.Pages.Where(row => row is { IsPage: true, IsOpen: false }).Select(Path)];

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task a_page_is_whole_translated_light_and_for_everybody_at_both_widths(string path, string language)
    {
        // Axe looks at each page in one language at the one width, and in the other at the other.
        var (first, second) = language == "en" ? (390, 1440) : (1440, 390);
        var (page, faults) = await Open(path, language, first);
        var received = await Receiving(page);
        (await page.GotoAsync(path))!.Status.ShouldBe(200);
        await page.ShouldBeAccessible();
        received().ShouldBeLessThan(MaxBytes);
        TestContext.Current.SendDiagnosticMessage($"{path} {language}: {received()} bytes");

        var texts = await FitsWell(page);
        if (language == "en") texts.Where(text => Chinese().IsMatch(text)).ShouldBeEmpty();
        else
        {
            texts.Where(text => English().IsMatch(text)).ShouldBeEmpty();
            (await page.TitleAsync()).ShouldMatch(path.Contains("ACME-", StringComparison.Ordinal) ? "." : Chinese().ToString());
        }
        await page.SetViewportSizeAsync(second, 900);
        await FitsWell(page);
        faults.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Showing))]
    public async Task a_hostile_text_is_text_and_bursts_nothing(string path)
    {
        path = path.Replace("ACME", "EVIL", StringComparison.Ordinal).Replace("L-1", Uri.EscapeDataString(FullCompany.HostileList),
            StringComparison.Ordinal);
        var (page, faults) = await Open(path, "en", 1440, "zhou");
        (await page.GotoAsync(path))!.Status.ShouldBe(200);

        (await page.TitleAsync()).ShouldNotContain("owned");
        (await page.Locator("main img[src=x]").CountAsync()).ShouldBe(0);
        await FitsWell(page);
        await page.SetViewportSizeAsync(390, 900);
        await FitsWell(page);
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task whoever_sees_every_page_has_them_in_one_line(string language)
    {
        var page = await browser.Open(company.Address, language);
        await page.SignIn("everybody");
        // The longest name, in bold.
        await page.GotoAsync("/quarantine");

        (await page.Locator(".bar nav a").CountAsync()).ShouldBe(Navigation.Pages.Count);
        var middles = await page.Locator(".bar > *").EvaluateAllAsync<double[]>(
            "all => all.map(one => one.getBoundingClientRect()).map(box => box.top + box.height / 2)");
        (middles.Max() - middles.Min()).ShouldBeLessThan(10);
        (await page.Locator(".bar nav").EvaluateAsync<int>("nav => nav.scrollWidth - nav.clientWidth")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Own))]
    public async Task two_managers_see_two_worlds(string path)
    {
        foreach (var (manager, own, foreign) in new[] { ("wang", "ACME", "BETA"), ("li", "BETA", "ACME") })
        {
            var page = await browser.Open(company.Address, "en");
            await page.SignIn(manager);
            var text = await (await page.APIRequest.GetAsync(path.Replace("ACME", own, StringComparison.Ordinal))).TextAsync();
            text.ShouldContain(own);
            // As they are written: in any case they might stand in the random letters of a form's token.
            text.ShouldNotContain(foreign, Case.Sensitive);
            text.ShouldNotContain("EVIL", Case.Sensitive);
        }
    }

    /// <summary>
    /// What is cut off, what stands out of the window, and all texts that are not marked as being in another language.
    /// </summary>
    private const string Looking =
        """
        () => {
          const name = one => `${one.localName}.${one.className?.baseVal ?? one.className}: ${one.textContent.trim().slice(0, 60)}`;
          const isShown = one => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1;
          const all = [...document.querySelectorAll('body *')].filter(isShown);
          const scrolls = one => one && (['auto', 'scroll'].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
          const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode())
            if (!walker.currentNode.parentElement.closest('[lang], script, style')) texts.push(walker.currentNode.data.trim());
          for (const one of document.querySelectorAll('body *'))
            for (const attribute of ['title', 'aria-label', 'placeholder', 'alt', 'data-label'])
              if (one.getAttribute(attribute) && !one.closest('[lang]:not(html)')) texts.push(one.getAttribute(attribute));
          return {
            beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            texts: [document.title, ...texts.filter(text => text)],
            cut: all.filter(one => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1
              && one.textContent.trim()).map(name),
            outside: all.filter(one => one.closest('main') && !one.closest('svg') && one.getBoundingClientRect().right > innerWidth + 1
              && !scrolls(one.parentElement)).map(name),
          };
        }
        """;

    /// <summary>Nothing is cut off, and nothing is wider than the window.</summary>
    /// <returns>The page's texts.</returns>
    private static async Task<string[]> FitsWell(IPage page)
    {
        var found = await page.EvaluateAsync<JsonElement>(Looking);
        Texts("cut").ShouldBeEmpty();
        Texts("outside").ShouldBeEmpty();
        found.GetProperty("beyond").GetInt32().ShouldBe(0, "the page is wider than its window");
        return Texts("texts");

        string[] Texts(string what) => [.. found.GetProperty(what).EnumerateArray().Select(text => text.GetString()!)];
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    /// <summary>Two words or more in small letters: what people say, and no name or code.</summary>
    [GeneratedRegex(@"^\W*[A-Z]?[a-z]+( [a-z]+)+\W*$")]
    private static partial Regex English();

    private async Task<(IPage Page, List<string> Faults)> Open(string path, string language, int width, string? manager = null)
    {
        var page = await browser.Open(company.Address, language, width);
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") faults.Add(message.Text);
        };
        page.PageError += (_, fault) => faults.Add(fault);
        var address = manager is null ? path.Split('?')[0] : Template(path);
        var row = Policy.Pages.Single(row => row.IsPage && Path(row).Split('?')[0] == address);
        if (Person(row, manager ?? "wang") is { } who) await page.SignIn(who);
        return (page, faults);
    }

    private static string Template(string path) => path.Split('?')[0] switch
    {
        var own when own.StartsWith("/waybills/", StringComparison.Ordinal) => "/waybills/ACME-2",
        var audited when audited.StartsWith("/audit/waybills/", StringComparison.Ordinal) => "/audit/waybills/ACME-2",
        var opened when opened.StartsWith("/cases/claims/", StringComparison.Ordinal) => "/cases/claims/ACME-C1",
        var round when round.StartsWith("/cases/rounds/", StringComparison.Ordinal) => "/cases/rounds/ACME-R1/report",
        var list when list.StartsWith("/loading-lists/", StringComparison.Ordinal) => "/loading-lists/L-1",
        var page => page,
    };

    /// <summary>Somebody for whom a page is.</summary>
    private static string? Person(RoutePolicy row, string manager) =>
        row.IsOpen ? null
        : row.Of(Role.AccountManager) != RoutePermission.No ? manager
        : row.Of(Role.Dispatcher) != RoutePermission.No ? "dispatcher.SHA"
        : row.Of(Role.Administrator) != RoutePermission.No ? "administrator" : "auditor";

    private static string Path(RoutePolicy row) =>
        row.Route["PAGE ".Length..] is var route && Filled.TryGetValue(route, out var filled) ? filled : route;

    /// <summary>Counts the bytes that come over the wire for a page.</summary>
    private static async Task<Func<long>> Receiving(IPage page)
    {
        var received = 0L;
        var session = await page.Context.NewCDPSessionAsync(page);
        session.Event("Network.loadingFinished").OnEvent += (_, finished) =>
            Interlocked.Add(ref received, (long)finished!.Value.GetProperty("encodedDataLength").GetDouble());
        await session.SendAsync("Network.enable");
        return () => Interlocked.Read(ref received);
    }
}
