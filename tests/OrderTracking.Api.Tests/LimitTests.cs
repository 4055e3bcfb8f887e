using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The limits of one caller and of all together. Requests are made to take long by a lock that the test holds.</summary>
[Trait("Engine", "any")]
public sealed class LimitTests : IAsyncLifetime
{
    private const string Blocked = "/v1/waybills?status=signed", Free = "/v1/definitions";

    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task a_caller_over_the_rate_limit_is_told_when_to_ask_again()
    {
        await using var service = await Start(new() { Rate = 1 });

        var first = await service.Get(Free);
        var refused = await Until(() => service.Get(Free), answer => answer.Status != 200);

        Header(first, "RateLimit-Policy").ShouldBe("\"caller\";q=2;w=2");
        Header(first, "RateLimit").ShouldBe("\"caller\";r=1;t=1");
        (refused.Status, refused.Code, refused.ContentType).ShouldBe((429, "too-many-requests", "application/problem+json"));
        Header(refused, "Retry-After").ShouldBe("1");
        Header(refused, "RateLimit").ShouldBe("\"caller\";r=0;t=2");
        (await Until(() => service.Get(Free), answer => answer.Status == 200)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task an_array_takes_as_much_of_the_callers_rate_as_it_has_events()
    {
        await using var service = await Start(new() { Rate = 5 });
        var at = DateTimeOffset.UtcNow.AddHours(-1);
        (await service.Post("/v1/waybills/ZB-1/events", Send.Received(at))).Status.ShouldBe(201);

        var first = await service.Post("/v1/waybills/ZB-1/events", Array());
        var refused = await service.Post("/v1/waybills/ZB-1/events", Array());

        first.Status.ShouldBe(201);
        (refused.Status, refused.Code).ShouldBe((429, "too-many-requests"));
        int.Parse(Header(refused, "Retry-After")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 4);
        refused.Headers.GetValues("RateLimit-Policy").ShouldBe(["\"events\";q=1000;w=20", "\"caller\";q=10;w=2"], ignoreOrder: true);
        (await service.Post("/v1/waybills/ZB-1/events", Send.Event("stockedIn", at, new { pieces = 1 }))).Status.ShouldBe(201);

        JsonObject[] Array() => [.. Enumerable.Range(0, 600).Select(_ => Send.Event("stockedIn", at, new { pieces = 1 }))];
    }

    [Fact]
    public async Task health_has_no_limits()
    {
        await using var service = await Start(new() { Rate = 1, Requests = 1 });
        await Until(() => service.Get(Free), answer => answer.Status == 429);

        foreach (var path in new[] { "/health/live", "/health/ready", "/health/live", "/health/ready" })
        {
            var answer = await service.Get(path);
            answer.Status.ShouldBe(200);
            answer.Headers.Contains("RateLimit").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task readiness_asks_the_database_once_a_second_however_many_ask()
    {
        var clock = new TestClock { Haste = 0 };
        await using var service = await RunningService.StartAsync(database.ConnectionString, clock);
        (await service.Get("/health/ready")).Status.ShouldBe(200);
        Task<Answer>[] asking;
        await using (await Lock("mt_event_progression"))
        {
            (await service.Get("/health/ready")).Status.ShouldBe(200, "no second has passed");

            clock.Haste = 1;
            asking = [.. Enumerable.Range(0, 20).Select(_ => service.Get("/health/ready"))];
            (await service.Get("/health/live")).Status.ShouldBe(200);
            await Statements(1, "as position) p");
        }
        (await Task.WhenAll(asking)).ShouldAllBe(answer => answer.Status == 200);
    }

    [Fact]
    public async Task reads_of_a_caller_are_limited_and_some_more_wait()
    {
        await using var service = await Start(new() { Reads = 1, ReadsWaiting = 1 });
        Task<Answer> running, waiting, another;
        await using (await Lock())
        {
            running = service.Get(Blocked);
            await Statements(1);
            (waiting, another) = (service.Get(Blocked), service.Get(Blocked));
            var refused = await await Task.WhenAny(waiting, another);
            (refused.Status, refused.Code, Header(refused, "Retry-After")).ShouldBe((429, "too-many-at-once", "1"));
        }
        (await Task.WhenAll(running, waiting, another)).Count(answer => answer.Status == 200).ShouldBe(2);
    }

    [Theory]
    [InlineData("/v1/waybills/ZB-1")]
    [InlineData("/v1/waybills/ZB-1/timeline")]
    [InlineData("/v1/waybills/ZB-1/events")]
    [InlineData("/v1/waybills?limit=1&waitFor=1")]
    public async Task a_read_that_waits_for_its_entry_in_the_access_log_has_left_its_place_to_the_next(string path)
    {
        await using var service = await Start(new() { Reads = 1, ReadsWaiting = 0 });
        var received = Send.Received(DateTimeOffset.UtcNow);
        received["data"]!["consignee"] = new JsonObject { ["name"] = "王小明" };
        await service.Post("/v1/waybills/ZB-1/events", received);
        Task<Answer> noted;
        await using (await Lock("tracking.access_log"))
        {
            noted = service.Get(path);
            await Statements(1, "into tracking.access_log");

            (await service.Get(Free)).Status.ShouldBe(200);
            noted.IsCompleted.ShouldBeFalse();
        }
        (await noted).Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_disconnected_caller_leaves_the_queue()
    {
        await using var service = await Start(new() { Reads = 1, ReadsWaiting = 1 });
        await using var held = await Lock();
        var running = service.Get(Blocked);
        await Statements(1);
        // One of the two gets the only place in the queue; both disconnect.
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage>[] waiting =
            [service.Http.GetAsync(Blocked, leaving.Token), service.Http.GetAsync(Blocked, leaving.Token)];
        (await await Task.WhenAny(waiting)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        await leaving.CancelAsync();

        // The place is free again: the next request waits there until the lock is released.
        Task<Answer> next;
        do
        {
            next = service.Get(Free);
            await Task.WhenAny(next, Task.Delay(200, TestContext.Current.CancellationToken));
        }
        while (next.IsCompleted && (await next).Status == 429);
        await held.DisposeAsync();

        ((await running).Status, (await next).Status).ShouldBe((200, 200));
    }

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/loading-lists/ZZ-1/events")]
    public async Task batches_of_a_caller_are_limited(string path)
    {
        await using var service = await Start(new() { BatchesWaiting = 0 });
        using var slow = new EndlessBody();
        var running = slow.Send(service, path);
        await slow.Begun;

        var refused = await service.Post("/v1/events", new[] { Send.Received(DateTimeOffset.UtcNow, waybill: "ZB-1") });

        (refused.Status, refused.Code).ShouldBe((429, "too-many-at-once"));
        slow.End();
        (await running).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/loading-lists/ZZ-1/events")]
    public async Task batches_of_all_callers_are_limited_and_some_more_wait(string path)
    {
        await using var service = await Start(new() { Batches = 9, AllBatches = 1, AllBatchesWaiting = 0 });
        using var slow = new EndlessBody();
        var running = slow.Send(service, path);
        await slow.Begun;

        var refused = await service.Post("/v1/events", new[] { Send.Received(DateTimeOffset.UtcNow, waybill: "ZB-1") });

        (refused.Status, refused.Code, Header(refused, "Retry-After")).ShouldBe((503, "overloaded", "1"));
        slow.End();
        (await running).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task more_requests_than_the_service_takes_are_turned_away_and_health_still_answers()
    {
        await using var service = await Start(new() { Requests = 1 });
        Task<Answer> running;
        await using (await Lock())
        {
            running = service.Get(Blocked);
            await Statements(1);
            var refused = await service.Get(Free);
            (refused.Status, refused.Code, Header(refused, "Retry-After")).ShouldBe((503, "overloaded", "1"));
            (await service.Get("/health/live")).Status.ShouldBe(200);
        }
        (await running).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task bodies_that_there_is_no_room_for_are_not_read(bool chunked)
    {
        await using var service = await Start(new() { BodyMegabytes = 1 });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = new ByteArrayContent(new byte[3_000_000]) };
        request.Content.Headers.ContentType = new("application/x-ndjson");
        request.Headers.TransferEncodingChunked = chunked;

        var refused = await service.Send(request);

        (refused.Status, refused.Code, Header(refused, "Retry-After")).ShouldBe((503, "overloaded", "1"));
        // The memory that was reserved has been released.
        (await service.Post("/v1/waybills/ZB-1/events", new byte[500_000], "application/json")).Status.ShouldBe(400);
        (await service.Post("/v1/waybills/ZB-1/events", new byte[500_000], "application/json")).Status.ShouldBe(400);
        (await service.Post("/v1/waybills/ZB-1/events", new byte[500_000], "application/json")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task what_takes_too_long_is_given_up_and_its_statement_ended()
    {
        await using var service = await Start(new() { Timeout = TimeSpan.FromMilliseconds(400) });
        await using var held = await Lock();

        var answer = await service.Get(Blocked);

        (answer.Status, answer.Code, answer.ContentType).ShouldBe((503, "timeout", "application/problem+json"));
        Header(answer, "Retry-After").ShouldBe("5");
        answer.Headers.Contains("RateLimit").ShouldBeTrue();
        await Statements(0);
    }

    [Fact]
    public async Task the_statement_of_a_disconnected_caller_is_cancelled()
    {
        await using var service = await Start(new());
        await using var held = await Lock();
        using var leaving = new CancellationTokenSource();
        var running = service.Http.GetAsync(Blocked, leaving.Token);
        await Statements(1);

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        await Statements(0);
    }

    [Fact]
    public async Task an_append_that_takes_too_long_is_answered_and_can_be_sent_again()
    {
        await using var service = await Start(new() { Timeout = TimeSpan.FromMilliseconds(400) });
        var received = Send.Received(DateTimeOffset.UtcNow);
        await using (await Lock("mt_streams"))
        {
            var answer = await service.Post("/v1/waybills/ZB-1/events", received);
            (answer.Status, answer.Code).ShouldBe((503, "timeout"));
        }

        (await Until(() => service.Post("/v1/waybills/ZB-1/events", received), answer => answer.Status is 200 or 201)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task a_period_has_an_end()
    {
        await using var service = await Start(new());

        (await service.Get("/v1/on-time?from=2023-01-01&to=2026-01-05")).Status.ShouldBe(200);
        (await service.Get("/v1/exceptions?from=1990-01-01")).Status.ShouldBe(200);
        foreach (var path in new[] { "/v1/on-time", "/v1/exceptions", "/v1/figures/volume" })
        {
            var answer = await service.Get($"{path}?from=2023-01-01&to=2026-01-06");
            (answer.Status, answer.Code, answer.Field).ShouldBe((400, "invalid-parameter", "to"), path);
        }
    }

    private Task<RunningService> Start(LimitSettings limits) =>
        RunningService.StartAsync(database.ConnectionString, limits: limits.Rate == LimitSettings.DefaultRate
            ? limits with { Rate = 100_000 } : limits);

    private static string? Header(Answer answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static async Task<Answer> Until(Func<Task<Answer>> ask, Func<Answer, bool> reached)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (await ask() is var answer && reached(answer)) return answer;
            await Task.Delay(5);
        }
    }

    private async Task<IAsyncDisposable> Lock(string table = "tracking.waybills")
    {
        var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"begin; lock table {table}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Waits until so many statements wait for the lock.</summary>
    private async Task Statements(int count, string with = "from tracking.waybills")
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        while (true)
        {
            await using var command = source.CreateCommand(
                $"select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like "
                + $"'%{with}%'");
            if ((long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == count) return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The body of a batch that is under way, without a line, until the test ends it.</summary>
    private sealed class EndlessBody : HttpContent
    {
        private readonly TaskCompletionSource begun = new(), ended = new();

        public EndlessBody() => Headers.ContentType = new("application/json");

        /// <summary>Completes when the service asks for the body, which it does only after all checks that could refuse it.</summary>
        public Task Begun => begun.Task;

        public Task<HttpResponseMessage> Send(RunningService service, string path = "/v1/events") => service.Http.SendAsync(
            new(HttpMethod.Post, path) { Content = this, Headers = { ExpectContinue = true } },
            TestContext.Current.CancellationToken);

        public void End() => ended.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            begun.SetResult();
            await ended.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
