using System.Net.Http.Headers;
using Npgsql;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>What people are answered where a page cannot be; programs are answered problems as ever.</summary>
public sealed class FaultPageTests(Browser browser) : IAsyncLifetime
{
    private ServiceOnDatabase running = null!;

    public async ValueTask InitializeAsync() => running = await ServiceOnDatabase.StartAsync();

    public ValueTask DisposeAsync() => running.DisposeAsync();

    [Theory]
    [InlineData("zh-CN", "没有这个页面")]
    [InlineData("en", "There is no such page")]
    public async Task an_unknown_address_is_a_page_for_a_browser_and_a_problem_for_a_program(string language, string title)
    {
        var page = await browser.Open(running.Service.Http.BaseAddress!, language, 390);
        (await page.GotoAsync("/no/such"))!.Status.ShouldBe(404);
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        (await page.Locator("main").InnerTextAsync()).ShouldContain("unknown-route");
        await page.ShouldBeAccessible();
        (await page.GotoAsync("/language/klingon"))!.Status.ShouldBe(404);
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        await page.Locator("a.button").ClickAsync();
        await page.WaitForURLAsync("**/sign-in**");

        foreach (var path in new[] { "/no/such", "/v1/no/such" })
        {
            var answer = await running.Service.Get(path);
            (answer.Status, answer.ContentType, answer.Code).ShouldBe((404, "application/problem+json", "unknown-route"));
        }
        var api = new HttpRequestMessage(HttpMethod.Get, "/v1/no/such");
        api.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        (await running.Service.Send(api)).Code.ShouldBe("unknown-route");
    }

    [Fact]
    public async Task a_fault_of_a_page_is_a_page_with_its_code()
    {
        var page = await browser.Open(running.Service.Http.BaseAddress!, "en");
        await page.SignIn("auditor");
        await page.GotoAsync("/today");
        await using var source = NpgsqlDataSource.Create(running.Database.ConnectionString);
        await Change("alter table tracking.deadlines rename to gone");

        (await page.GotoAsync("/today"))!.Status.ShouldBe(500);
        (await page.Locator(".fault").InnerTextAsync()).ShouldContain("Reload the page");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("internal-error");
        await page.ShouldBeAccessible();
        (await running.Service.Get("/v1/worklist")).Code.ShouldBe("internal-error");

        await Change("alter table tracking.gone rename to deadlines");
        (await page.GotoAsync("/today"))!.Status.ShouldBe(200);

        async Task Change(string statement)
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task a_form_that_is_not_ours_is_answered_with_what_to_do()
    {
        var page = await browser.Open(running.Service.Http.BaseAddress!, "en");
        await page.SignIn("auditor");
        var form = page.APIRequest.CreateFormData().Set("_handler", "act");
        foreach (var path in new[] { "/today", "/sign-out" })
        {
            var answer = await page.APIRequest.PostAsync(path, new() { Form = form });
            answer.Status.ShouldBe(400);
            (await answer.TextAsync()).ShouldContain("bad-request</p>");
        }
    }
}
