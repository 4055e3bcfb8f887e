using System.Net;
using Shouldly;
using Xunit;

namespace OrderTracking.Client.Tests;

/// <summary>A reader of the feed misses nothing and is told nothing twice, however often its connection breaks.</summary>
[Trait("Engine", "any")]
public sealed class FeedReaderTests : IDisposable
{
    private const string Sse = "text/event-stream";

    private readonly StubService service = new();
    private readonly SkippingClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => service.Dispose();

    [Fact]
    public async Task it_goes_on_after_the_last_event_when_its_connection_breaks()
    {
        service.Answer(HttpStatusCode.OK, Heartbeat(3) + Event(4) + Event(5), Sse).Cut(Event(6) + Heartbeat(8), Sse)
            .Answer(HttpStatusCode.ServiceUnavailable, retryAfter: "1").Fail(new HttpRequestException("refused"))
            .Answer(HttpStatusCode.OK, Event(9), Sse);
        var feed = new OrderTrackingClient(service.Http, new() { Clock = clock }).Feed(new(Account: "ACME", Type: "arrived"), "2@e");

        var read = await feed.Take(4).ToListAsync(Cancel);

        read.Select(happened => happened.Position).ShouldBe([4, 5, 6, 9]);
        service.Sent.Select(sent => sent.Header("Last-Event-ID")).ShouldBe(["2@e", "5@e", "8@e", "8@e", "8@e"]);
        service.Sent.Select(sent => sent.Path).Distinct().ShouldBe(["/v1/feed?account=ACME&type=arrived"]);
        feed.LastId.ShouldBe("9@e");
    }

    [Fact]
    public async Task another_epoch_is_said()
    {
        service.Answer(HttpStatusCode.Conflict, """{"code":"other-epoch","position":3}""", "application/problem+json");

        var other = await Should.ThrowAsync<OrderTrackingException>(async () =>
            await new OrderTrackingClient(service.Http, new() { Clock = clock }).Feed(after: "9@old").FirstAsync(Cancel));

        (other.Problem!.Code, other.Problem.Position).ShouldBe(("other-epoch", 3));
    }

    [Fact]
    public async Task a_feed_that_breaks_off_each_time_is_given_up()
    {
        for (var i = 0; i < 40; i++) service.Answer(HttpStatusCode.OK, "", Sse);

        await Should.ThrowAsync<OrderTrackingException>(async () =>
            await new OrderTrackingClient(service.Http, new() { Clock = clock }).Feed().FirstAsync(Cancel));

        service.Sent.Count.ShouldBeInRange(8, 20);
    }

    private static string Heartbeat(int position) => $"event: heartbeat\nid: {position}@e\ndata: \n\n";

    private static string Event(int position) =>
        $$$"""
        id: {{{position}}}@e
        data: {"waybill":"ZB-1","position":{{{position}}},"version":1,"id":"0198c1c2-7c1e-7d3a-9b1e-3f0a6c2d4e5f","type":"arrived",
        data: "occurredAt":"2026-11-20T21:40:00+08:00","recordedAt":"2026-11-20T13:40:01+00:00","station":"CTU","data":{"pieces":11}}


        """.ReplaceLineEndings("\n");
}
