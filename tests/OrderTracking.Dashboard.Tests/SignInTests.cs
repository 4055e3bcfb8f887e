using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Sign-in at an issuer: authorization code and PKCE, renewal with the roles of that moment, and sign-out.</summary>
public sealed class SignInTests(Browser browser) : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private readonly CapturedLog heard = new();
    private TestDatabase database = null!;
    private FakeIssuer issuer = null!;
    private RunningService service = null!;

    public async ValueTask InitializeAsync()
    {
        (database, issuer) = (await TestDatabase.CreateAsync(), await FakeIssuer.StartAsync());
        service = await RunningService.StartAsync(database.ConnectionString, clock, heard: heard,
            identity: new Identity.OpenIdConnect(issuer.Authority, "freight") { Client = issuer.Client });
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await issuer.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task people_sign_in_at_the_issuer_and_come_back_to_where_they_were_going()
    {
        var page = await browser.Open(service.Http.BaseAddress!, "en");
        await page.GotoAsync("/today");
        await page.Locator("main a.button").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/today");

        (await page.ContentAsync()).ShouldContain("handle", Case.Sensitive, string.Join('\n', heard.Lines));
        (await page.Locator(".handle").InnerTextAsync()).ShouldBe("zhao");
        var cookie = (await page.Context.CookiesAsync()).Single(one => one.Name == "__Host-ordertracking");
        (cookie.HttpOnly, cookie.Secure, cookie.Path).ShouldBe((true, true, "/"));
        // The cookie is for reads only.
        (await page.APIRequest.GetAsync("/v1/definitions")).Status.ShouldBe(200);
        (await page.APIRequest.PostAsync("/v1/views/rebuild")).Status.ShouldBe(401);

        await page.Locator(".who button").ClickAsync();
        await page.WaitForURLAsync("**/sign-in");
        (await page.APIRequest.GetAsync("/v1/definitions")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task roles_are_taken_anew_when_the_identity_token_has_expired_and_a_refused_renewal_ends_the_session()
    {
        var page = await browser.Open(service.Http.BaseAddress!, "en");
        await page.GotoAsync("/sign-in?back=/today");
        await page.Locator("main a.button").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/today");
        (await page.ContentAsync()).ShouldContain("handle", Case.Sensitive, string.Join('\n', heard.Lines));

        (issuer.Person, clock.Now) = (Tokens.Caller("zhao", [Role.Supervisor]), DateTimeOffset.UtcNow.AddHours(1));
        await page.GotoAsync("/waybills");
        new Uri(page.Url).AbsolutePath.ShouldBe("/today", string.Join('\n', heard.Lines));
        (await page.Locator(".handle").GetAttributeAsync("title")).ShouldBe("Supervisor");

        (issuer.IsRefusing, clock.Now) = (true, DateTimeOffset.UtcNow.AddHours(2));
        await page.GotoAsync("/");
        page.Url.ShouldContain("/sign-in");
    }

    [Fact]
    public async Task an_identity_token_for_another_client_signs_nobody_in()
    {
        issuer.Audience = "another";
        var page = await browser.Open(service.Http.BaseAddress!, "en");
        await page.GotoAsync("/sign-in?back=/today");
        await page.Locator("main a.button").ClickAsync();

        await page.Locator(".fault").WaitForAsync();
        (await page.Context.CookiesAsync()).ShouldNotContain(cookie => cookie.Name == "__Host-ordertracking");
    }

    [Fact]
    public async Task an_open_page_goes_on_when_its_session_is_renewed_and_leads_to_the_sign_in_when_it_is_over()
    {
        // The feed looks at rights every ten seconds, which are one here.
        clock.Haste = 10;
        var page = await browser.Open(service.Http.BaseAddress!, "en");
        await page.GotoAsync("/sign-in?back=/today");
        await page.Locator("main a.button").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/today");
        await page.EvaluateAsync("window.stayed = true");

        clock.Now = DateTimeOffset.UtcNow.AddHours(1);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        (await page.EvaluateAsync<bool>("window.stayed === true")).ShouldBeTrue();

        (issuer.IsRefusing, clock.Now) = (true, DateTimeOffset.UtcNow.AddHours(2));
        await page.WaitForURLAsync(url => url.Contains("/sign-in?back=%2Ftoday", StringComparison.Ordinal));
    }

    [Fact]
    public async Task an_issuer_that_does_not_answer_is_said_on_a_page()
    {
        issuer.IsAway = true;
        var page = await browser.Open(service.Http.BaseAddress!, "en");
        await page.GotoAsync("/sign-in?back=/today");
        await page.Locator("main a.button").ClickAsync();
        await page.WaitForURLAsync("**/sign-in/issuer**");

        (await page.Locator(".fault").InnerTextAsync()).ShouldContain("Try again");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("issuer-unavailable");
    }
}
