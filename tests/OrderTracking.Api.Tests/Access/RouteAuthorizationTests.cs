using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderTracking.Api.Access;
using OrderTracking.Api.Hosting;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Application.Keys;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>The framework's authentication and authorization as the service sets them up.</summary>
[Trait("Engine", "any")]
public sealed class RouteAuthorizationTests : IAsyncLifetime
{
    private static readonly Caller Administrator = Tokens.Caller("root", [Role.Administrator, Role.Auditor]);

    private readonly CapturedLog log = new();
    private TestDatabase database = null!;
    private WebApplication app = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        app = await Service.Build(
            new(new("http://127.0.0.1:0"), database.ConnectionString, TimeZoneInfo.Utc, Tokens.Identity, Settings.DefaultEngine),
            services => services.AddLogging(logging => logging.ClearProviders().AddProvider(log)));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
        log.Dispose();
    }

    [Fact]
    public async Task a_route_without_a_row_is_denied_whoever_asks()
    {
        var runs = 0;
        app.MapGet("/v1/not-in-the-policy", () => runs++);
        await app.StartAsync(TestContext.Current.CancellationToken);

        (await Get("/v1/not-in-the-policy", null)).ShouldBe((401, "unauthenticated"));
        (await Get("/v1/not-in-the-policy", "wrong")).ShouldBe((401, "invalid-token"));
        (await Get("/v1/not-in-the-policy", Tokens.Of(Administrator))).ShouldBe((403, "forbidden"));
        runs.ShouldBe(0);
    }

    [Fact]
    public void a_route_without_a_row_fails_the_check_at_the_start()
    {
        app.MapGet("/v1/not-in-the-policy", () => 1);

        Should.Throw<InvalidOperationException>(() => RouteAuthorization.Check(app)).Message.ShouldContain("/v1/not-in-the-policy");
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/v1/not-served", 404)]
    [InlineData("/v1/views/rebuild", 405)]
    public async Task what_is_open_or_not_served_is_answered_without_looking_at_credentials(string path, int status)
    {
        await app.StartAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 40; i++) (await Get(path, "wrong")).Status.ShouldBe(status);

        // None of these counted as a failed sign-in.
        (await Get("/v1/views", "wrong")).ShouldBe((401, "invalid-token"));
    }

    [Theory]
    [InlineData(null, 401, "Bearer realm=\"ordertracking\"")]
    [InlineData("Bearer wrong", 401, "Bearer realm=\"ordertracking\", error=\"invalid_token\"")]
    [InlineData("Bearer otk_wrong", 401, "Bearer realm=\"ordertracking\", error=\"invalid_token\"")]
    public async Task a_scheme_answers_its_challenge(string? authorization, int status, string header)
    {
        using var scope = app.Services.CreateScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Response.Body = new MemoryStream();
        if (authorization is not null) context.Request.Headers.Authorization = authorization;

        await context.ChallengeAsync();

        context.Response.StatusCode.ShouldBe(status);
        context.Response.ContentType.ShouldBe("application/problem+json");
        context.Response.Headers.WWWAuthenticate.ToString().ShouldStartWith(header);
    }

    [Fact]
    public async Task a_credential_is_forwarded_to_the_scheme_of_its_form()
    {
        var key = await app.Services.GetRequiredService<ApiKeys>().Make(
            new("branch", [Role.BranchSystem], DateTimeOffset.UtcNow.AddHours(1), ["SHA"]), "root", TestContext.Current.CancellationToken);

        (await Authenticate(Tokens.Of(Administrator))).ShouldBe(("Token", "root", "auditor administrator", ""));
        (await Authenticate(key.Text!)).ShouldBe(("ApiKey", $"key:{key.Key!.Id}", "branchSystem", "SHA"));
    }

    private async Task<(string Scheme, string Subject, string Roles, string Stations)> Authenticate(string credential)
    {
        using var scope = app.Services.CreateScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Authorization = $"Bearer {credential}";
        var result = await context.AuthenticateAsync(CallerAuthentication.Credential);
        string All(string claim) => string.Join(' ', result.Principal!.FindAll(claim).Select(found => found.Value)
            .OrderBy(value => value == "auditor" ? 0 : 1));
        return (result.Principal!.Identity!.AuthenticationType!, All("sub"), All("roles"), All("stations"));
    }

    private async Task<(int Status, string? Code)> Get(string path, string? token)
    {
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        var answer = new Answer((int)response.StatusCode, response.Headers, response.Content.Headers,
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return (answer.Status, answer.ContentType == "application/problem+json" ? answer.Code : null);
    }
}
