using OrderTracking.Api.Testing;
using OrderTracking.Domain.Projections;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The health routes, with and without the database.</summary>
public class HealthTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task a_service_without_its_database_says_so_and_works_again_when_it_is_back()
    {
        await using var cluster = await PrivateCluster.StartAsync();
        var clock = new TestClock();
        await using var service = await RunningService.StartAsync(cluster.ConnectionString, clock);
        var position = (await service.Post("/v1/waybills/H-1/events", Send.Received(At))).Position;
        (await service.Get($"/v1/waybills?waitFor={position}")).Items.Length.ShouldBe(1);
        (await service.Get("/health/live")).Body.GetProperty("status").GetString().ShouldBe("alive");
        (await service.Get("/health/ready")).Text.ShouldBe("""{"status":"ready"}""", "anybody may ask, and is told no more");
        var views = (await service.Get("/v1/views")).Body;
        (views.GetProperty("position").GetInt64(), views.GetProperty("lagMs").GetInt64(),
            views.GetProperty("unreadable").GetArrayLength()).ShouldBe((position, 0, 0));
        views.GetProperty("items").EnumerateArray()
            .Select(view => (view.GetProperty("view").GetString()!, view.GetProperty("position").GetInt64(),
                view.GetProperty("rebuilding").GetBoolean()))
            .ShouldBe(AllViews.All.Select(view => (view.Name, position, false)).OrderBy(view => view.Name, StringComparer.Ordinal));
        // What was asked before the database went is known for a second.
        clock.Haste = 1_000;

        await cluster.Kill9();

        var sent = Send.Signed(At.AddDays(1), 10);
        foreach (var answer in (Answer[])
                 [
                     await service.Get("/health/ready"), await service.Post("/v1/waybills/H-1/events", sent),
                     await service.Post("/v1/waybills/H-2/events", Send.Received(At)),
                     await service.PostLines("/v1/events", [Send.Received(At, waybill: "H-3")]),
                     await service.Get("/v1/waybills/H-1/timeline"), await service.Get("/v1/waybills"),
                     await service.Get("/v1/audit/events"), await service.Get("/v1/quarantine"), await service.Get("/v1/views"),
                     await service.Post("/v1/views/rebuild", [], null),
                 ])
        {
            (answer.Status, answer.ContentType, answer.Code).ShouldBe((503, "application/problem+json", "store-unavailable"),
                answer.ToString());
            answer.Headers.RetryAfter.ShouldNotBeNull();
        }
        (await service.Get("/health/live")).Status.ShouldBe(200);

        await cluster.Restart();

        var back = await Until(() => service.Post("/v1/waybills/H-1/events", sent));
        back.Status.ShouldBe(201);
        (await Until(() => service.Get("/health/ready"))).Status.ShouldBe(200);
        (await Until(() => service.Get($"/v1/waybills?status=signed&waitFor={back.Position}"))).Items.Length
            .ShouldBe(1, "the views go on as well");
    }

    [Fact]
    public async Task a_node_that_stops_is_not_ready_and_closes_its_connections_but_answers_what_was_sent()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var service = await RunningService.StartAsync(database.ConnectionString);
        (await service.Get("/health/ready")).Headers.ConnectionClose.ShouldBeNull();
        using var body = new SlowBody(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Send.Received(At)));
        var underWay = service.Send(new(HttpMethod.Post, "/v1/waybills/H-9/events") { Content = body });
        await body.HasBegun;

        var stopping = service.Stop();

        var ready = await service.Get("/health/ready");
        (ready.Status, ready.Code, ready.Headers.ConnectionClose).ShouldBe((503, "stopping", true));
        (await service.Get("/v1/waybills/H-9")).Headers.ConnectionClose.ShouldBe(true);
        body.GoOn();
        (await underWay).Status.ShouldBe(201);
        await stopping;
        await Should.ThrowAsync<HttpRequestException>(() => service.Get("/health/live"));
    }

    private static async Task<Answer> Until(Func<Task<Answer>> ask)
    {
        for (var givenUp = DateTime.UtcNow.AddSeconds(20);; await Task.Delay(100))
            if (await ask() is var answer && (answer.Status != 503 || DateTime.UtcNow > givenUp)) return answer;
    }

    /// <summary>A body of which only a part is sent until it is told to go on.</summary>
    private sealed class SlowBody : HttpContent
    {
        private readonly byte[] bytes;
        private readonly TaskCompletionSource begun = new(), goOn = new();

        public SlowBody(byte[] bytes)
        {
            this.bytes = bytes;
            Headers.ContentType = new("application/json");
            Headers.ContentLength = bytes.Length;
        }

        public Task HasBegun => begun.Task;

        public void GoOn() => goOn.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, 10));
            await stream.FlushAsync();
            begun.SetResult();
            await goOn.Task;
            await stream.WriteAsync(bytes.AsMemory(10));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
