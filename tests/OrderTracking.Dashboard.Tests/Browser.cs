using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using OrderTracking.Dashboard.Tests;
using Shouldly;
using Xunit;

[assembly: AssemblyFixture(typeof(Browser))]

namespace OrderTracking.Dashboard.Tests;

/// <summary>
/// The machine's chromium, one for all tests; each test has a context of its own, as private as another person's browser.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];

    // The first needs less than half of the processor time of the second, which has its own windows as well.
    private static readonly string[] Paths = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    // By class, whose tests run one after the other.
    private readonly ConcurrentDictionary<string, List<(string Test, IBrowserContext Context)>> opened = new();
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("ORDERTRACKING_CHROMIUM") is { Length: > 0 } named
            ? named : Paths.FirstOrDefault(File.Exists);
        if (!File.Exists(path))
            throw new InvalidOperationException("Chromium is missing; as root on Debian: apt-get install chromium-headless-shell");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments });
    }

    /// <summary>A browser of somebody's own.</summary>
    /// <param name="language">What it asks for: zh-CN or en.</param>
    public async Task<IPage> Open(Uri service, string language = "zh-CN", int width = 1440, bool script = true)
    {
        // Pages of a test that is over would go on moving with the events of the next one.
        var (testClass, test) = (TestContext.Current.TestClass!.UniqueID, TestContext.Current.Test!.UniqueID);
        var ofClass = opened.GetOrAdd(testClass, _ => []);
        foreach (var (_, over) in ofClass.Where(one => one.Test != test)) await over.CloseAsync();
        ofClass.RemoveAll(one => one.Test != test);
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = service.ToString(), Locale = language, ViewportSize = new() { Width = width, Height = 900 },
            JavaScriptEnabled = script, TimezoneId = "Europe/Berlin",
        });
        ofClass.Add((test, context));
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}

/// <summary>What tests do with pages again and again.</summary>
internal static partial class Pages
{
    /// <summary>Signs in as somebody by the form of the page, without opening the page.</summary>
    public static async Task SignIn(this IPage page, string who)
    {
        var form = await (await page.APIRequest.GetAsync("/sign-in")).TextAsync();
        var fields = page.APIRequest.CreateFormData().Set("Who", who);
        foreach (Match field in HiddenField().Matches(form))
            fields.Set(field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value));
        (await page.APIRequest.PostAsync("/sign-in", new() { Form = fields, MaxRedirects = 0 })).Status.ShouldBe(302);
    }

    /// <summary>Nothing that keeps people from using the page, by axe-core's rules; nothing wider than the window.</summary>
    public static async Task ShouldBeAccessible(this IPage page)
    {
        var found = await page.RunAxe();
        found.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}")
            .ShouldBeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
            .ShouldBe(0, "the page is wider than its window");
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" ?/?>""")]
    private static partial Regex HiddenField();
}
