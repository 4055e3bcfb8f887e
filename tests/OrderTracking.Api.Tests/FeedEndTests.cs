using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>How the feed stays open, and how it ends.</summary>
public sealed class FeedEndTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    private TestDatabase database = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task a_quiet_feed_has_heartbeats_that_say_how_far_it_has_come()
    {
        await using var service = await RunningService.StartAsync(database.ConnectionString, new TestClock { Haste = 20 });
        await using var feed = await FeedListener.Open(service, "?account=NOBODY");
        await feed.UpToNow();
        var position = (await service.Post("/v1/waybills/ZB-1/events", Send.Received(At))).Position;

        for (var i = 0; i < 3; i++) (await feed.NextItem())!.Value.EventType.ShouldBe("heartbeat");

        feed.LastId!.Split('@')[0].ShouldBe($"{position}");
    }

    [Fact]
    public async Task it_is_not_ended_by_the_limit_of_a_requests_time()
    {
        await using var service = await RunningService.StartAsync(database.ConnectionString,
            limits: new LimitSettings { Rate = 100_000, Timeout = TimeSpan.FromSeconds(1) });
        await using var feed = await FeedListener.Open(service);
        await feed.UpToNow();

        await Task.Delay(TimeSpan.FromSeconds(2.5), Stop);
        await service.Post("/v1/waybills/ZB-1/events", Send.Received(At));

        (await feed.Next()).ShouldNotBeNull();
    }

    [Fact]
    public async Task it_ends_when_its_key_is_revoked()
    {
        await using var service = await RunningService.StartAsync(database.ConnectionString, new TestClock { Haste = 20 });
        var made = await service.Post("/v1/keys", new { name = "feed", roles = (string[])["branchSystem"], stations = (string[])["SHA"],
            expiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        made.Status.ShouldBe(201, made.ToString());
        await using var feed = await FeedListener.Open(service.As(made.Body.GetProperty("key").GetString()));
        await feed.UpToNow();
        await service.Post("/v1/waybills/ZB-1/events", Send.Received(At));
        (await feed.Next()).ShouldNotBeNull();

        (await service.Send(new(HttpMethod.Delete, $"/v1/keys/{made.Body.GetProperty("id").GetString()}"))).Status.ShouldBe(200);
        await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
        await service.Post("/v1/waybills/ZB-1/events", Send.Loaded(At.AddHours(1), 10));

        (await feed.Rest()).ShouldNotContain("loaded");
    }

    [Fact]
    public async Task it_shows_no_more_of_an_account_that_was_handed_over()
    {
        await using var service = await RunningService.StartAsync(database.ConnectionString, new TestClock { Haste = 20 });
        await Assign("first.manager", "2026-01-01T00:00:00+08:00");
        await using var feed = await FeedListener.Open(service.As(Tokens.Caller("first.manager", [Role.AccountManager])));
        await using var other = await FeedListener.Open(service.As(Tokens.Caller("second.manager", [Role.AccountManager])));
        await service.Post("/v1/waybills/ZB-1/events", Send.Received(At));
        (await feed.Next()).ShouldNotBeNull();

        await Assign("second.manager", "2026-02-01T00:00:00+08:00");
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        var position = (await service.Post("/v1/waybills/ZB-1/events", Send.Loaded(At.AddHours(1), 10))).Position;

        (await other.Next())!.Value.GetProperty("type").GetString().ShouldBe("loaded");
        while (long.Parse(feed.LastId!.Split('@')[0], null) < position) (await feed.NextItem())!.Value.EventType.ShouldBe("heartbeat");

        async Task Assign(string manager, string from) =>
            (await service.Post("/v1/reference/events", Send.Event("accountManagerAssigned", At, new { account = "ACME", manager, from },
                station: "HQ"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task a_stop_ends_it_at_once_and_is_not_delayed_by_it_or_by_a_reader_that_does_not_read()
    {
        var service = await RunningService.StartAsync(database.ConnectionString);
        // Idle connections are given notice for five seconds.
        service.Http.DefaultRequestHeaders.ConnectionClose = true;
        await using var feed = await FeedListener.Open(service.As(Tokens.Anybody));
        await feed.UpToNow();
        using var stuck = await Stuck(service);
        await service.Post("/v1/waybills/ZB-1/events", Send.Received(At));
        for (var i = 0; i < 4; i++) await service.PostLines("/v1/events", Enumerable.Range(0, 2_000).Select(_ => (object)Noted()));
        var started = Stopwatch.GetTimestamp();

        var stopping = service.Stop();
        await feed.Rest();
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await stopping;

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await service.DisposeAsync();
    }

    [Fact]
    public async Task a_reader_that_falls_behind_what_is_in_memory_is_dropped_and_the_others_are_not()
    {
        using var log = new CapturedLog();
        await using var service = await RunningService.StartAsync(database.ConnectionString, heard: log);
        await service.Post("/v1/waybills/ZB-1/events", Send.Received(At));
        var (meter, dropped) = (service.Parts.GetRequiredService<Telemetry>().Meter, 0L);
        using var counting = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter && instrument.Name == "ordertracking.feed.dropped")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        counting.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref dropped, count));
        counting.Start();
        await using var feed = await FeedListener.Open(service, "?type=arrived");
        await feed.UpToNow();
        using var stuck = await Stuck(service);

        // Large ones, so that what the feed keeps in memory is passed by soon.
        while (!log.Lines.Any(line => line.Contains("too slow", StringComparison.Ordinal)))
            (await service.PostLines("/v1/events", Enumerable.Range(0, 1_000).Select(_ => (object)Noted(2_000)))).Status.ShouldBe(200);

        Interlocked.Read(ref dropped).ShouldBe(1);
        await service.Post("/v1/waybills/ZB-1/events", Send.Arrived(At.AddHours(5), 10));
        (await feed.Next())!.Value.GetProperty("type").GetString().ShouldBe("arrived");
        await Should.ThrowAsync<IOException>(async () =>
        {
            var buffer = new byte[65_536];
            while (await stuck.GetStream().ReadAsync(buffer, Stop) > 0) ;
            throw new IOException("Ended without being broken off.");
        });
    }

    [Fact]
    public async Task one_caller_and_all_together_have_a_limited_number_of_them()
    {
        await using var service = await RunningService.StartAsync(database.ConnectionString,
            limits: new LimitSettings { Rate = 100_000, Feeds = 2, AllFeeds = 3, Requests = 1, Reads = 1 });
        var (one, two) = (service.As(Tokens.Caller("one", [Role.Auditor])), service.As(Tokens.Caller("two", [Role.Auditor])));
        await using var first = await FeedListener.Open(one);
        await using (await FeedListener.Open(one))
        {
            var refused = await one.Get("/v1/feed");
            (refused.Status, refused.Code).ShouldBe((429, "too-many-at-once"));
            await using var third = await FeedListener.Open(two);
            refused = await two.Get("/v1/feed");
            (refused.Status, refused.Code).ShouldBe((503, "overloaded"));
            refused.Headers.RetryAfter.ShouldNotBeNull();
            (await one.Get("/v1/waybills")).Status.ShouldBe(200, "feeds take no place of other requests");
        }
        // Its place is free as soon as the service has seen that it is gone.
        for (var started = Stopwatch.GetTimestamp(); (await Try(one)) != 200; await Task.Delay(50, Stop))
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));

        static async Task<int> Try(RunningService by)
        {
            using var answer = await by.Http.GetAsync("/v1/feed", HttpCompletionOption.ResponseHeadersRead, Stop);
            return (int)answer.StatusCode;
        }
    }

    // A reader that sends its request and reads nothing, with a small buffer.
    private static async Task<TcpClient> Stuck(RunningService service)
    {
        var client = new TcpClient { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync(service.Http.BaseAddress!.Host, service.Http.BaseAddress.Port, Stop);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /v1/feed HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + $"{Tokens.Of(Tokens.Caller("stuck", [Role.Auditor]))}\r\n\r\n"), Stop);
        var buffer = new byte[1];
        await client.GetStream().ReadExactlyAsync(buffer, Stop);
        return client;
    }

    private static System.Text.Json.Nodes.JsonObject Noted(int length = 10) => Send.Event("customerNotified", At.AddHours(1),
        new { channel = "sms", about = new string('在', length) }, waybill: "ZB-1");
}
