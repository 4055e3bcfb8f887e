using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>Every page of the policy, by every role.</summary>
[Trait("Engine", "any")]
public sealed class PageMatrixTests(World world) : IClassFixture<World>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, Role> Pages =>
    [
        .. from rule in Policy.Pages
           where rule.IsPage && !rule.IsOpen
           from role in Enum.GetValues<Role>()
           select new TheoryDataRow<string, Role>(rule.Route["PAGE ".Length..], role),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task a_page_shows_what_the_policy_says_and_nothing_else(string page, Role role)
    {
        var permission = Policy.OfPage(page)!.Of(role);
        using var browser = Browser(World.CallerOf(role));
        var (own, foreign) = (await Get(World.Own), await Get(World.Foreign));
        if (permission == RoutePermission.No)
        {
            (own.Status, own.Location).ShouldBe((302, "/"));
            return;
        }
        own.Status.ShouldBeOneOf(200, 302);
        if (permission == RoutePermission.All) return;
        foreach (var mark in World.Foreign.Marks) own.Text.ShouldNotContain(mark, Case.Sensitive);
        var ghost = await Get(World.Ghost);
        foreign.Status.ShouldBe(ghost.Status);

        async Task<(int Status, string? Location, string Text)> Get(Target about)
        {
            using var answer = await browser.GetAsync(new Uri(page.Replace("{number}", about.Waybill, StringComparison.Ordinal)
                    .Replace("{kind}", "claims", StringComparison.Ordinal).Replace("{kind?}", "claims", StringComparison.Ordinal),
                UriKind.Relative), Cancelled);
            return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString, await answer.Content.ReadAsStringAsync(Cancelled));
        }
    }

    [Fact]
    public async Task without_a_session_every_page_asks_to_sign_in_and_comes_back()
    {
        using var browser = Browser(null);
        using var answer = await browser.GetAsync(new Uri("/waybills/OWNWB-1?a=1", UriKind.Relative), Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.OriginalString.ShouldEndWith("/sign-in?back=%2Fwaybills%2FOWNWB-1%3Fa%3D1");
    }

    [Fact]
    public async Task a_form_without_its_token_is_refused_and_a_session_changes_nothing_over_the_API()
    {
        using var browser = Browser(World.CallerOf(Role.AccountManager));
        using var form = new FormUrlEncodedContent([new("_handler", "act"), new("Form.Kind", "report-back")]);
        using var forged = await browser.PostAsync(new Uri("/today", UriKind.Relative), form, Cancelled);
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        using var read = await browser.GetAsync(new Uri("/v1/worklist", UriKind.Relative), Cancelled);
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var write = await browser.PostAsync(new Uri("/v1/waybills/OWNWB-1/events", UriKind.Relative),
            new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Cancelled);
        write.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/track")]
    public async Task a_page_allows_no_script_or_style_but_its_own_files(string page)
    {
        using var browser = Browser(null);
        using var answer = await browser.GetAsync(new Uri(page, UriKind.Relative), Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'");
        policy.ShouldNotContain("unsafe");
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        text.ShouldNotContain(" style=");
        text.Split("<script").Skip(1).ShouldAllBe(script => script.Contains("src=\"/assets/", StringComparison.Ordinal));
    }

    /// <summary>A browser in which somebody has signed in.</summary>
    private HttpClient Browser(Caller? caller)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        var browser = new HttpClient(handler) { BaseAddress = world.Service.Http.BaseAddress };
        if (caller is null) return browser;
        var options = world.Service.Parts.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(CallerAuthentication.Session);
        var now = DateTimeOffset.UtcNow;
        var ticket = new AuthenticationTicket(CallerClaims.Principal(caller, CallerAuthentication.Session),
            new() { IssuedUtc = now, ExpiresUtc = now.AddHours(1) }, CallerAuthentication.Session);
        browser.DefaultRequestHeaders.Add("Cookie", $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}");
        return browser;
    }
}
