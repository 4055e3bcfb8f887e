using System.Text;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Webhooks;

/// <summary>A webhook is its owner's alone, and what is wrong with one is said.</summary>
public sealed class WebhookAccessTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    // Nothing listens there.
    private const string Url = "http://127.0.0.1:9/hook?key=s3cret";

    private static readonly Caller Owner = Tokens.Caller("owner", [Role.Customer], accounts: ["ACME"]);

    private RunningService Service => fixture.Service;

    public static TheoryData<string> RoutesOfOne =>
        [.. Policy.Rules.Select(row => row.Route).Where(route => route.Contains("/v1/webhooks/{id}", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(RoutesOfOne))]
    public async Task anothers_webhook_is_answered_like_one_that_does_not_exist(string route)
    {
        var id = await Made();

        foreach (var role in Enum.GetValues<Role>())
        {
            var permission = Policy.Rules.Single(row => row.Route == route).Of(role);
            if (permission == RoutePermission.All) continue;
            var caller = Service.As(Tokens.Caller($"other-{role}", [role], ["SHA"], ["ACME"]));
            var (foreign, ghost) = (await Ask(caller, route, id), await Ask(caller, route, Guid.NewGuid().ToString()));
            (foreign.Status, foreign.Text).ShouldBe((ghost.Status, ghost.Text), $"{role} {foreign}");
            foreign.Code.ShouldBe(permission == RoutePermission.No ? "forbidden" : "unknown-webhook");
        }
        (await Service.As(Owner).Get($"/v1/webhooks/{id}")).Body.GetProperty("webhook").GetProperty("status").GetString()
            .ShouldBe("active");
    }

    [Theory]
    [MemberData(nameof(RoutesOfOne))]
    public async Task every_role_that_reads_events_does_with_its_own_what_there_is_to_do(string route)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var caller = Service.As(Tokens.Caller($"own-{role}-{Guid.NewGuid():N}", [role], ["SHA"], ["ACME"]));
            var made = await caller.Post("/v1/webhooks", new { url = Url });
            if (role == Role.Administrator)
            {
                made.Status.ShouldBe(403, made.ToString());
                continue;
            }
            var answer = await Ask(caller, route, made.Body.GetProperty("webhook").GetProperty("id").GetString()!);
            if (route.EndsWith("{position}/retry", StringComparison.Ordinal)) answer.Code.ShouldBe("unknown-delivery");
            else answer.Status.ShouldBe(200, $"{role} {answer}");
        }
    }

    [Fact]
    public async Task an_auditor_sees_those_of_all_and_an_administrator_removes_them()
    {
        var id = await Made();
        var (auditor, administrator) =
            (Service.As(Tokens.Caller("auditor", [Role.Auditor])), Service.As(Tokens.Caller("admin", [Role.Administrator])));

        foreach (var reader in new[] { auditor, administrator })
        {
            (await reader.All("/v1/webhooks")).ShouldContain(one => one.GetProperty("id").GetString() == id);
            (await reader.Get($"/v1/webhooks/{id}/deliveries")).Status.ShouldBe(200);
        }
        (await auditor.Send(new(HttpMethod.Delete, $"/v1/webhooks/{id}"))).Status.ShouldBe(404);
        (await administrator.Post($"/v1/webhooks/{id}/pause", [], null)).Status.ShouldBe(200);
        (await administrator.Send(new(HttpMethod.Delete, $"/v1/webhooks/{id}"))).Status.ShouldBe(200);

        (await Service.As(Owner).Get($"/v1/webhooks/{id}")).Code.ShouldBe("unknown-webhook");
        (await Service.As(Owner).All("/v1/webhooks")).ShouldNotContain(one => one.GetProperty("id").GetString() == id);
        (await auditor.Get("/v1/audit/acts?act=webhookRemoved")).Items.ShouldContain(act =>
            act.GetProperty("target").GetString() == id && act.GetProperty("subject").GetString() == "admin");
    }

    [Fact]
    public async Task the_secret_is_in_the_first_answer_and_in_no_other()
    {
        var made = await Service.As(Owner).Post("/v1/webhooks", new { url = Url });
        var secret = made.Body.GetProperty("secret").GetString()!;
        var id = made.Body.GetProperty("webhook").GetProperty("id").GetString()!;

        foreach (var path in new[] { $"/v1/webhooks/{id}", "/v1/webhooks", $"/v1/webhooks/{id}/deliveries" })
            (await Service.As(Owner).Get(path)).Text.ShouldNotContain(secret[6..]);
        var acts = await Service.Get("/v1/audit/acts?act=webhookMade&limit=1000");
        acts.Text.ShouldContain(id);
        acts.Text.ShouldNotContain("s3cret");
        await using var source = Npgsql.NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var command = source.CreateCommand("select string_agg(encode(secret, 'hex'), ' ') from tracking.webhooks");
        ((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!)
            .ShouldNotContain(Convert.ToHexStringLower(Convert.FromBase64String(secret[6..])));
    }

    [Theory]
    [InlineData("""{"url":"http://hooks.example/"}""", 422, "invalid-value", "url")]
    [InlineData("""{"url":"https://10.0.0.1/"}""", 422, "invalid-value", "url")]
    [InlineData("""{"url":"https://[::ffff:169.254.169.254]/"}""", 422, "invalid-value", "url")]
    [InlineData("""{"url":"nothing"}""", 422, "invalid-value", "url")]
    [InlineData("""{}""", 400, "missing-field", "url")]
    [InlineData("""{"url":"https://hooks.example/","types":[]}""", 422, "invalid-value", "types")]
    [InlineData("""{"url":"https://hooks.example/","types":["arrived","nothing"]}""", 422, "invalid-value", "types[1]")]
    [InlineData("""{"url":"https://hooks.example/","role":"auditor"}""", 422, "invalid-value", "role")]
    [InlineData("""{"url":"https://hooks.example/","account":" "}""", 422, "invalid-value", "account")]
    [InlineData("""{"url":"https://hooks.example/","fromPosition":-1}""", 422, "invalid-value", "fromPosition")]
    [InlineData("""{"url":"https://hooks.example/","fromPosition":1,"fromTime":"2026-06-01T08:00:00Z"}""", 422, "invalid-value",
        "fromTime")]
    [InlineData("""{"url":"https://hooks.example/","signature":"v2"}""", 400, "invalid-value", "signature")]
    [InlineData("""{"url":"https://hooks.example/","secret":"mine"}""", 400, "unknown-field", "secret")]
    public async Task what_is_wrong_with_a_webhook_is_said(string body, int status, string code, string field)
    {
        var answer = await Service.As(Owner).Post("/v1/webhooks", Encoding.UTF8.GetBytes(body), RunningService.JsonType);

        (answer.Status, answer.Code, answer.Field).ShouldBe((status, code, field), answer.ToString());
    }

    [Fact]
    public async Task there_are_no_more_than_there_may_be()
    {
        await using var service = await RunningService.StartAsync(
            fixture.ConnectionString, limits: new() { Rate = 100_000, Webhooks = 2 });
        var owner = service.As(Tokens.Caller("many", [Role.Customer], accounts: ["ACME"]));
        for (var i = 0; i < 2; i++) (await owner.Post("/v1/webhooks", new { url = Url })).Status.ShouldBe(201);

        (await owner.Post("/v1/webhooks", new { url = Url })).Code.ShouldBe("too-many-webhooks");
    }

    [Fact]
    public async Task webhooks_and_deliveries_come_in_pages()
    {
        var owner = Service.As(Tokens.Caller("pages", [Role.Customer], accounts: ["ACME"]));
        for (var i = 0; i < 5; i++) await owner.Post("/v1/webhooks", new { url = Url });

        (await owner.All("/v1/webhooks", limit: 2)).Select(one => one.GetProperty("id").GetString()).Distinct().Count().ShouldBe(5);
    }

    private async Task<string> Made()
    {
        var made = await Service.As(Owner).Post("/v1/webhooks", new { url = Url });
        made.Status.ShouldBe(201, made.ToString());
        return made.Body.GetProperty("webhook").GetProperty("id").GetString()!;
    }

    private static Task<Answer> Ask(RunningService caller, string route, string id)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id}", id).Replace("{position}", "1"));
        var request = new HttpRequestMessage(new(method), path);
        if (Body(route) is { } body) request.Content = new StringContent(body, Encoding.UTF8, RunningService.JsonType);
        return caller.Send(request);
    }

    private static string? Body(string route) => route switch
    {
        _ when route.EndsWith("deliveries/retry", StringComparison.Ordinal) => """{"from":0}""",
        _ when route.EndsWith("replay", StringComparison.Ordinal) => """{"fromPosition":0}""",
        _ when route.StartsWith("PUT", StringComparison.Ordinal) => """{"url":"http://127.0.0.1:9/other"}""",
        _ => null,
    };
}
