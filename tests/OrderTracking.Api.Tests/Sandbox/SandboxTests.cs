using System.Net;
using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Sandbox;

/// <summary>A sandbox on a database of its own, which is started again by some tests.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private TestDatabase database = null!;

    public RunningService Service { get; private set; } = null!;

    public string Database => database.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        await Start();
    }

    public async Task Restart()
    {
        await Service.DisposeAsync();
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await database.DisposeAsync();
    }

    // With the rights that it has in operation: another role owns the schema.
    private async Task Start() => Service = await RunningService.StartAsync(
        await database.MemberOf("ordertracking_service"), owner: database.ConnectionString, sandbox: true);
}

/// <summary>A tester moves the clock, and a carrier lives through stories meanwhile.</summary>
public sealed class SandboxTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private RunningService Service => fixture.Service;

    public static TheoryData<string> Stories => new(Application.Sandbox.Stories.All.Select(story => story.Name));

    [Fact]
    public async Task the_clock_goes_on_by_itself_and_only_ahead()
    {
        var now = await Now();
        await Task.Delay(50, TestContext.Current.CancellationToken);
        (await Now()).ShouldBeGreaterThan(now);

        var moved = await MoveTo(now.AddHours(5));
        moved.ShouldBeInRange(now.AddHours(5), now.AddHours(5).AddMinutes(1));
        foreach (var wrong in (DateTimeOffset[])[now, moved.AddDays(367), DateTimeOffset.MinValue.AddDays(1), DateTimeOffset.MaxValue])
        {
            var refused = await Service.Post("/sandbox/clock", new { now = wrong });
            (refused.Status, refused.Code, refused.Field).ShouldBe((422, "clock-out-of-range", "now"), wrong.ToString("O"));
        }
        (await Now()).ShouldBeInRange(moved, moved.AddMinutes(1));
    }

    [Theory]
    [InlineData("{}", "missing-field", "now")]
    [InlineData("""{"now":"2030-01-01T10:00:00"}""", "invalid-time", "now")]
    [InlineData("""{"now":"2030-01-01T10:00:00Z","x":1}""", "unknown-field", "x")]
    [InlineData("[]", "invalid-type", "")]
    [InlineData("null", "invalid-type", "")]
    public async Task a_body_that_is_none_is_refused_with_its_field(string body, string code, string field)
    {
        var refused = await Service.Post("/sandbox/clock", System.Text.Encoding.UTF8.GetBytes(body), RunningService.JsonType);

        (refused.Status, refused.Code, refused.Field ?? "").ShouldBe((400, code, field), refused.ToString());
    }

    [Theory]
    [InlineData("delivered", "", 422, "invalid-value", "account")]
    [InlineData("delivered", "  ", 422, "invalid-value", "account")]
    [InlineData("delivered", "A\u0000B", 400, "invalid-text", "account")]
    [InlineData("sunk", "ACME", 422, "unknown-story", "story")]
    public async Task a_story_needs_a_name_that_is_known_and_an_account(string story, string account, int status, string code, string field)
    {
        var refused = await Service.Post("/sandbox/stories", new { story, account });

        (refused.Status, refused.Code, refused.Field).ShouldBe((status, code, field), refused.ToString());
        if (account.Length > 2)
            (await Service.Post("/sandbox/stories", new { story = "delivered", account = new string('A', 65) })).Status.ShouldBe(422);
    }

    /// <summary>However far the clock is moved at once, each step is recorded when it happens.</summary>
    [Theory]
    [MemberData(nameof(Stories))]
    public async Task each_step_of_a_story_is_recorded_at_its_time_in_one_move(string story)
    {
        var (waybill, steps) = await Begin(story);
        await MoveTo(steps[^1].At.AddDays(30));

        var events = (await Service.Get($"/v1/waybills/{waybill}/events?limit=1000")).Items;
        var byCarrier = events.Where(entry => IsCarrier(entry.GetProperty("by").GetString()!)).ToList();
        byCarrier.Select(entry => (entry.GetProperty("id").GetGuid(), entry.GetProperty("type").GetString()!))
            .ShouldBe(steps.Select(step => (step.Id, step.Type)));
        for (var i = 0; i < steps.Count; i++)
        {
            var recordedAt = byCarrier[i].GetProperty("recordedAt").GetDateTimeOffset();
            recordedAt.ShouldBeInRange(steps[i].At, steps[i].At.AddMinutes(1), $"{i}: {steps[i].Type}");
        }
        Missed(events).ShouldBe(Expectations[story].Missed);
        Exceptions(events).ShouldBe(Expectations[story].Exceptions);
        (await Service.Get($"/v1/waybills/{waybill}")).Body.GetProperty("status").GetString().ShouldBe(Expectations[story].Status);
    }

    // What the rules make of each story.
    private static readonly Dictionary<string, (string[] Missed, string[] Exceptions, string Status)> Expectations = new()
    {
        ["delivered"] = ([], [], "signed"),
        ["late"] = (["dwellTransfer", "promise"], [], "signed"),
        ["damaged"] = ([], ["damage"], "signed"),
        ["short"] = (["reportBack"], ["shortage"], "signed"),
        ["misrouted"] = ([], ["misroute"], "signed"),
        ["deliveryFailed"] = ([], [], "signed"),
        ["refused"] = ([], [], "returnedToShipper"),
        ["receipt"] = ([], [], "signed"),
        ["corrected"] = ([], [], "signed"),
    };

    [Fact]
    public void each_story_says_what_is_expected_of_it() =>
        Expectations.Keys.ShouldBe(Application.Sandbox.Stories.All.Select(story => story.Name));

    [Fact]
    public async Task figures_and_recorded_times_are_by_the_sandboxs_clock()
    {
        var account = Account();
        var (_, steps) = await Begin("late", account);
        var (_, others) = await Begin("delivered", account);
        await MoveTo(steps[^1].At.AddHours(1));

        var (from, to) = (others[0].At.AddDays(-1), steps[^1].At.AddDays(1));
        var answer = await Service.Get($"/v1/on-time?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&account={account}");
        var rate = answer.Body.GetProperty("total");
        (rate.GetProperty("numerator").GetInt64(), rate.GetProperty("denominator").GetInt64()).ShouldBe((1, 2), rate.ToString());
    }

    /// <summary>What senders record themselves goes by the same clock as what the carrier records.</summary>
    [Fact]
    public async Task an_event_of_the_sandboxs_now_is_taken_and_one_ten_minutes_ahead_is_not()
    {
        var now = await MoveTo((await Now()).AddDays(3));
        var recorded = await Service.Post($"/v1/waybills/{Number()}/events", Send.Received(now, 3, Account()));
        recorded.Status.ShouldBe(201, recorded.ToString());

        (await Service.Post($"/v1/waybills/{Number()}/events", Send.Received(now.AddMinutes(10), 3, Account()))).Status
            .ShouldBe(422);
    }

    [Fact]
    public async Task a_deadline_is_missed_when_the_clock_has_passed_it_and_not_before()
    {
        var number = Number();
        var now = await Now();
        await Service.Post($"/v1/waybills/{number}/events", Send.Received(now, 3, Account()));
        await Service.Post($"/v1/waybills/{number}/events", Send.Event("exceptionRaised", now, new { exceptionId = "E-1", kind = "wet" }));

        await MoveTo(now.AddHours(3.9));
        Missed((await Service.Get($"/v1/waybills/{number}/events")).Items).ShouldNotContain("reportBack");
        await MoveTo(now.AddHours(4.1));
        Missed((await Service.Get($"/v1/waybills/{number}/events")).Items).ShouldContain("reportBack");
    }

    /// <summary>Receivers compare the time of a signature with their own clocks, which nobody has moved.</summary>
    [Fact]
    public async Task a_webhook_on_this_machine_is_sent_each_step_and_signed_by_the_real_time()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var account = Account();
        var made = await Service.Post("/v1/webhooks", new { url = receiver.Url, account });
        made.Status.ShouldBe(201, made.ToString());

        var (waybill, steps) = await Begin("delivered", account);
        await MoveTo(steps[^1].At);

        var requests = await receiver.Take(steps.Count);
        requests.Select(request => request.Subject).Distinct().ShouldBe([waybill]);
        foreach (var request in requests)
        {
            request.IsSignedBy(made.Body.GetProperty("secret").GetString()!).ShouldBeTrue();
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers["webhook-timestamp"], null))
                .ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
        }
    }

    /// <summary>75 hours of tries are as many moves of the clock.</summary>
    [Fact]
    public async Task a_delivery_that_failed_is_tried_again_when_the_clock_is_moved()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(500);
        var account = Account();
        await Service.Post("/v1/webhooks", new { url = receiver.Url, account });
        await Service.Post($"/v1/waybills/{Number()}/events", Send.Received(await Now(), 3, account));

        for (var tries = 1; tries <= 3; tries++)
        {
            await Until(() => receiver.Seen.Count >= tries);
            await MoveTo((await Now()).AddHours(1));
        }
    }

    [Fact]
    public async Task time_and_stories_go_on_after_a_restart()
    {
        var (waybill, steps) = await Begin("delivered");
        var now = await MoveTo(steps[4].At);

        await fixture.Restart();

        (await Now()).ShouldBeInRange(now, now.AddMinutes(2));
        await MoveTo(steps[^1].At);
        (await Service.Get($"/v1/waybills/{waybill}/events?limit=1000")).Items
            .Count(entry => steps.Any(step => step.Id == entry.GetProperty("id").GetGuid())).ShouldBe(steps.Count);
    }

    /// <summary>What a tester records of the waybill may leave a step no room.</summary>
    [Fact]
    public async Task a_story_goes_on_past_a_step_that_is_refused()
    {
        var (waybill, steps) = await Begin("receipt");
        var sign = steps.Single(step => step.Type == "signed");
        await MoveTo(sign.At.AddMinutes(-30));
        var signed = await Service.Post($"/v1/waybills/{waybill}/events",
            Send.Event("signed", sign.At.AddMinutes(-31), new { pieces = 3 }, station: "CTU"));
        signed.Status.ShouldBe(201, signed.ToString());

        await MoveTo(steps[^1].At);

        var ids = (await Service.Get($"/v1/waybills/{waybill}/events?limit=1000")).Items.Select(entry => entry.GetProperty("id").GetGuid());
        steps.Select(step => step.Id).Except(ids).ShouldBe([sign.Id]);
    }

    [Fact]
    public async Task twenty_move_the_clock_at_once_and_it_never_goes_back()
    {
        var start = await Now();
        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(async i =>
            (Wanted: start.AddMinutes(i), Answer: await Service.Post("/sandbox/clock", new { now = start.AddMinutes(i) }))));

        foreach (var (wanted, answer) in answers)
            if (answer.Status == 200) answer.Body.GetProperty("now").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(wanted);
            else answer.Code.ShouldBe("clock-out-of-range");
        (await Now()).ShouldBeGreaterThanOrEqualTo(start.AddMinutes(20));
        var times = (await Service.Get("/v1/audit/events?limit=1000")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("recordedAt").GetDateTimeOffset()).ToList();
        times.ShouldBe(times.Order());
    }

    [Fact]
    public async Task its_routes_are_for_those_who_sign_in()
    {
        foreach (var route in Policy.OfSandbox)
        {
            var (method, path) = (new HttpMethod(route.Route.Split(' ')[0]), route.Route.Split(' ')[1]);
            (await Service.As((string?)null).Send(new(method, path))).Status.ShouldBe(401, route.Route);
            foreach (var role in Enum.GetValues<Role>())
                (await Service.As(Tokens.Caller("tester", [role], ["SHA"], ["ACME"])).Send(new(method, path))).Status
                    .ShouldBe(method == HttpMethod.Get ? 200 : 415, $"{route.Route} of {role}");
        }
    }

    [Fact]
    public async Task its_openapi_document_has_its_routes_with_examples_that_are_taken()
    {
        var paths = (await Service.Get("/openapi/v1.json")).Body.GetProperty("paths");
        JsonElement Example(string path) => paths.GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .GetProperty("application/json").GetProperty("example");

        (await Service.Post("/sandbox/stories", Example("/sandbox/stories"))).Status.ShouldBe(201);
        // The time of the example may be over.
        new[] { null, "clock-out-of-range" }.ShouldContain((await Service.Post("/sandbox/clock", Example("/sandbox/clock"))).Code);
    }

    [Fact]
    public async Task a_database_is_a_sandboxs_or_it_is_not()
    {
        (await Should.ThrowAsync<InvalidOperationException>(RunningService.StartAsync(fixture.Database))).Message
            .ShouldContain("ops/run --sandbox");

        await using var real = await TestDatabase.CreateAsync();
        await using (var service = await RunningService.StartAsync(real.ConnectionString))
        {
            (await service.Get("/sandbox/clock")).Status.ShouldBe((int)HttpStatusCode.NotFound);
            (await service.Post("/v1/waybills/R-1/events", Send.Received(DateTimeOffset.UtcNow.AddHours(-1)))).Status.ShouldBe(201);
        }
        (await Should.ThrowAsync<InvalidOperationException>(RunningService.StartAsync(real.ConnectionString, sandbox: true))).Message
            .ShouldContain("a database of its own");
    }

    private static bool IsCarrier(string by) => by.StartsWith("carrier.", StringComparison.Ordinal);

    private static string Number() => $"S-{Guid.NewGuid():N}"[..20].ToUpperInvariant();

    private static string Account() => $"A-{Guid.NewGuid():N}"[..12];

    private static IEnumerable<string> Missed(IEnumerable<JsonElement> events) =>
        events.Where(entry => entry.GetProperty("type").GetString() == "deadlineMissed")
            .Select(entry => entry.GetProperty("data").GetProperty("deadline").GetString()!.Split(':')[0]);

    private static IEnumerable<string> Exceptions(IEnumerable<JsonElement> events) =>
        events.Where(entry => entry.GetProperty("type").GetString() == "exceptionRaised")
            .Select(entry => entry.GetProperty("data").GetProperty("kind").GetString()!);

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            i.ShouldBeLessThan(600);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task<DateTimeOffset> Now() => (await Service.Get("/sandbox/clock")).Body.GetProperty("now").GetDateTimeOffset();

    private async Task<DateTimeOffset> MoveTo(DateTimeOffset time)
    {
        var moved = await Service.Post("/sandbox/clock", new { now = time });
        moved.Status.ShouldBe(200, moved.ToString());
        return moved.Body.GetProperty("now").GetDateTimeOffset();
    }

    private async Task<(string Waybill, IReadOnlyList<(DateTimeOffset At, Guid Id, string Type)> Steps)> Begin(
        string story, string? account = null)
    {
        var begun = await Service.Post("/sandbox/stories", new { story, account = account ?? Account() });
        begun.Status.ShouldBe(201, begun.ToString());
        return (begun.Body.GetProperty("waybill").GetString()!,
        [
            .. begun.Body.GetProperty("steps").EnumerateArray().Select(step => (step.GetProperty("at").GetDateTimeOffset(),
                step.GetProperty("id").GetGuid(), step.GetProperty("type").GetString()!)),
        ]);
    }
}
