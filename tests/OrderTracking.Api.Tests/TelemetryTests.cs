using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Api.Testing;
using OrderTracking.Api.Tests.CloudEvents;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Domain.Projections;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The service's metrics, and the traces that it takes part in.</summary>
public class TelemetryTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task what_is_recorded_and_refused_is_counted_by_route_and_by_code()
    {
        using var heard = new Heard(fixture.Service);
        var received = Send.Received(At);
        (await fixture.Service.Post("/v1/waybills/S-1/events", received)).Status.ShouldBe(201);
        (await fixture.Service.Post("/v1/waybills/S-1/events", received)).Status.ShouldBe(200);
        (await fixture.Service.Post("/v1/waybills/S-1/events", Send.Signed(At.AddDays(2), 99))).Status.ShouldBe(422);
        (await fixture.Service.Post("/v1/waybills/S-1/events", new { nonsense = true })).Status.ShouldBe(400);
        await fixture.Service.PostLines("/v1/events",
            [Send.Received(At, waybill: "S-2"), Send.Loaded(At, 1, waybill: "S-3"), Send.Loaded(At, 1, waybill: "S-4")]);
        await fixture.Service.Post("/v1/reference/events",
            Send.Event("accountSet", At, new { account = "ACME", name = "ACME", tier = "key" }));

        heard.Sum("ordertracking.events.ingested", ("route", "single")).ShouldBe(1);
        heard.Sum("ordertracking.events.ingested", ("route", "batch")).ShouldBe(1);
        heard.Sum("ordertracking.events.ingested", ("route", "reference")).ShouldBe(1);
        heard.Sum("ordertracking.refusals", ("code", "more-pieces-than-outstanding")).ShouldBe(1);
        heard.Sum("ordertracking.refusals", ("code", "unknown-field")).ShouldBe(1);
        heard.Sum("ordertracking.refusals", ("code", "unknown-waybill")).ShouldBe(2);
        heard.Sum("ordertracking.append.events").ShouldBeGreaterThanOrEqualTo(3);
        heard.Of("ordertracking.append.duration").ShouldNotBeEmpty();
        heard.Of("ordertracking.append.duration").ShouldAllBe(each => each.Value > 0 && each.Value < 60);
    }

    [Fact]
    public async Task a_cloud_event_that_is_refused_by_itself_is_counted_once()
    {
        using var heard = new Heard(fixture.Service);
        await fixture.Service.Post("/v1/waybills/S-5/events", Send.Received(At));
        var signed = Send.Signed(At.AddDays(2), 99, waybill: "S-5").AsCloudEvent();

        (await fixture.Service.PostStructured(signed)).Status.ShouldBe(422);
        heard.Sum("ordertracking.refusals", ("code", "more-pieces-than-outstanding")).ShouldBe(1);
        (await fixture.Service.PostBinary(signed.With("specversion", "0.3"))).Status.ShouldBe(400);
        heard.Sum("ordertracking.refusals", ("code", "invalid-value")).ShouldBe(1);
        (await fixture.Service.PostStructured(signed, "?onError=rollback")).Status.ShouldBe(422);
        heard.Sum("ordertracking.refusals", ("code", "more-pieces-than-outstanding")).ShouldBe(2);
        (await fixture.Service.Post("/v1/events", "{"u8.ToArray(), CloudEventForms.Structured)).Status.ShouldBe(400);
        heard.Sum("ordertracking.refusals", ("code", "invalid-json")).ShouldBe(1);
    }

    [Fact]
    public async Task how_late_a_missed_deadline_is_said_and_how_far_views_are_behind_can_be_collected()
    {
        await using var own = await ServiceOnDatabase.StartAsync();
        using var heard = new Heard(own.Service);
        await own.At(At);
        await own.Service.Post("/v1/waybills/S-1/events", Send.Received(At, promisedAt: At.AddHours(1)));
        await own.At(At.AddHours(1).AddSeconds(90));

        await Until(() => heard.Of("ordertracking.deadline.lag").Count > 0);
        heard.Of("ordertracking.deadline.lag").ShouldAllBe(each => each.Value >= 90 && each.Value < 100);
        await Until(() =>
        {
            heard.Collect();
            return heard.Of("ordertracking.view.lag").Count >= AllViews.All.Count && heard.Of("ordertracking.deadline.oldest").Count > 0;
        });
        heard.Of("ordertracking.view.lag").Select(each => each.Tag("view")).Distinct()
            .ShouldBe(AllViews.All.Select(view => view.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task how_far_the_databases_clock_is_ahead_of_the_nodes_can_be_collected()
    {
        await using var own = await ServiceOnDatabase.StartAsync();
        using var heard = new Heard(own.Service);
        await own.At(At);
        own.Clock.Now = At.AddSeconds(-40);

        await Until(() =>
        {
            heard.Collect();
            return heard.Of("ordertracking.clock.skew").Any(each => each.Value == 40);
        });
    }

    [Fact]
    public async Task open_feeds_and_what_is_in_memory_for_them_can_be_collected()
    {
        using var heard = new Heard(fixture.Service);
        await using (var feed = await FeedListener.Open(fixture.Service))
        {
            await feed.UpToNow();
            (await fixture.Service.Post("/v1/waybills/S-9/events", Send.Received(At))).Status.ShouldBe(201);
            (await feed.Next()).ShouldNotBeNull();
            heard.Collect();
            heard.Of("ordertracking.feed.subscribers")[^1].Value.ShouldBe(1);
            heard.Of("ordertracking.feed.memory")[^1].Value.ShouldBeGreaterThan(100);
        }
        await Until(() =>
        {
            heard.Collect();
            return heard.Of("ordertracking.feed.subscribers")[^1].Value == 0 && heard.Of("ordertracking.feed.memory")[^1].Value == 0;
        });
    }

    [Fact]
    public async Task tries_of_webhooks_and_how_far_these_are_behind_can_be_collected()
    {
        await using var own = await ServiceOnDatabase.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        using var heard = new Heard(own.Service);
        var release = new TaskCompletionSource();
        receiver.Answer = async request =>
        {
            await release.Task;
            return request.Subject == "S-1" ? 500 : 204;
        };
        foreach (var pause in new[] { false, true })
        {
            var made = (await own.Service.Post("/v1/webhooks", new { url = receiver.Url })).Body.GetProperty("webhook");
            if (pause) await own.Service.Post($"/v1/webhooks/{made.GetProperty("id").GetString()}/pause", [], null);
        }
        foreach (var number in new[] { "S-1", "S-2" })
            (await own.Service.Post($"/v1/waybills/{number}/events", Send.Received(At))).Status.ShouldBe(201);

        await Until(() => Last("ordertracking.webhook.lag") > 1);
        release.SetResult();
        await receiver.Take(1);
        await Until(() => Last("ordertracking.webhook.waiting") == 1 && Last("ordertracking.webhook.lag") == 0);

        heard.Of("ordertracking.webhook.duration").Select(each => each.Tag("outcome")).Distinct()
            .ShouldBe(["delivered", "refused"], ignoreOrder: true);
        heard.Of("ordertracking.webhook.endpoints")[^3..].Select(each => (each.Tag("status"), each.Value))
            .ShouldBe([("active", 1), ("paused", 1), ("disabled", 0)]);

        double Last(string name)
        {
            heard.Collect();
            return heard.Of(name).LastOrDefault()?.Value ?? -1;
        }
    }

    [Theory]
    [InlineData("/v1/waybills/{0}/events", false)]
    [InlineData("/v1/events", true)]
    public async Task the_senders_trace_is_the_correlation_of_events_that_name_none(string route, bool isBatch)
    {
        var (number, trace) = ($"T-{(isBatch ? 1 : 2)}", ActivityTraceId.CreateRandom().ToString());
        var received = Send.Received(At, waybill: isBatch ? number : null);
        var loaded = Send.Loaded(At.AddHours(1), 10, waybill: isBatch ? number : null).With("correlation", "批次-7");

        var answer = await Post(string.Format(null, route, number), new[] { received, loaded }, $"00-{trace}-b7ad6b7169203331-01");

        answer.Status.ShouldBe(isBatch ? 200 : 201, answer.ToString());
        answer.Headers.GetValues("traceresponse").Single().ShouldMatch($"^00-{trace}-[0-9a-f]{{16}}-00$");
        var stored = (await fixture.Service.Get($"/v1/waybills/{number}/events")).Items;
        stored.Select(entry => entry.GetProperty("correlation").GetString()).ShouldBe([trace, "批次-7"]);
        stored.ShouldAllBe(entry => entry.GetProperty("sender").GetString() == "anybody");
        var other = await Post(string.Format(null, route, number), new[] { received, loaded },
            $"00-{ActivityTraceId.CreateRandom()}-b7ad6b7169203331-01");
        other.Status.ShouldBe(200, "sent again in another trace it is the same: only the id and the content count");
    }

    [Fact]
    public async Task a_truck_and_reference_data_carry_the_trace_too()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        await fixture.Service.Post("/v1/waybills/T-10/events", Send.Received(At));
        (await Post("/v1/loading-lists/ZZ-1/events",
            Send.Event("loaded", At, new { nextStation = "CTU", waybills = new[] { new { waybill = "T-10", pieces = 10 } } }),
            $"00-{trace}-b7ad6b7169203331-00"))
            .Status.ShouldBe(200);
        (await Post("/v1/reference/events", Send.Event("stationSet", At, new { code = "XIY", name = "西安" }),
            $"00-{trace}-b7ad6b7169203331-00")).Status.ShouldBe(201);

        (await fixture.Service.Get("/v1/waybills/T-10/events")).Items[^1].GetProperty("correlation").GetString().ShouldBe(trace);
        (await fixture.Service.Get("/v1/reference/station:XIY/events")).Items.Single().GetProperty("correlation").GetString()
            .ShouldBe(trace);
        (await fixture.Service.Get("/v1/audit/events")).Lines
            .Count(line => line.TryGetProperty("correlation", out var correlation) && correlation.GetString() == trace).ShouldBe(2);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-xyz-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c")]
    public async Task an_invalid_trace_is_ignored(string? parent)
    {
        var number = $"T-{Guid.NewGuid():n}"[..20].ToUpperInvariant();
        var answer = await Post($"/v1/waybills/{number}/events", new[] { Send.Received(At) }, parent);

        answer.Status.ShouldBe(201);
        answer.Headers.Contains("traceresponse").ShouldBeFalse();
        (await fixture.Service.Get($"/v1/waybills/{number}/events")).Items[0].TryGetProperty("correlation", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task telemetry_names_a_request_by_its_route_and_not_by_its_waybill()
    {
        var (trace, heard) = (ActivityTraceId.CreateRandom(), new ConcurrentBag<Activity>());
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == trace
            ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = heard.Add,
        };
        ActivitySource.AddActivityListener(listener);

        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/waybills?q=13800001111");
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        var answer = await fixture.Service.Send(request);
        await Until(() => !heard.IsEmpty);

        var activity = heard.ShouldHaveSingleItem();
        answer.Headers.GetValues("traceresponse").Single().ShouldBe($"00-{trace}-{activity.SpanId}-01");
        (activity.Kind, activity.DisplayName, activity.ParentSpanId.ToString()).ShouldBe(
            (ActivityKind.Server, "GET /v1/waybills", "b7ad6b7169203331"));
        activity.TagObjects.Select(tag => tag.Key)
            .ShouldBe(["http.request.method", "http.route", "http.response.status_code"], ignoreOrder: true);
        JsonSerializer.Serialize(activity.TagObjects).ShouldNotContain("1380000");
    }

    private async Task<Answer> Post(string path, object body, string? parent)
    {
        var request = new HttpRequestMessage(HttpMethod.Post,
            path) { Content = new StringContent(JsonSerializer.Serialize(body), null, "application/json") };
        if (parent is not null) request.Headers.TryAddWithoutValidation("traceparent", parent);
        return await fixture.Service.Send(request);
    }

    private static async Task Until(Func<bool> isSo)
    {
        var started = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The measurements of one service's meter; other services run in this process.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly ConcurrentQueue<(string Name, Measure Measure)> measures = new();

        public Heard(RunningService service)
        {
            var meter = service.Parts.GetRequiredService<Telemetry>().Meter;
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter == meter) listening.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
                measures.Enqueue((instrument.Name, new(value, tags.ToArray()))));
            listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) =>
                measures.Enqueue((instrument.Name, new(value, tags.ToArray()))));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
                measures.Enqueue((instrument.Name, new(value, tags.ToArray()))));
            listener.Start();
        }

        public void Collect() => listener.RecordObservableInstruments();

        public List<Measure> Of(string name) => [.. measures.Where(each => each.Name == name).Select(each => each.Measure)];

        public double Sum(string name, params (string Key, string Value)[] tags) =>
            Of(name).Where(each => tags.All(tag => each.Tag(tag.Key) == tag.Value)).Sum(each => each.Value);

        public void Dispose() => listener.Dispose();
    }

    private sealed record Measure(double Value, KeyValuePair<string, object?>[] Tags)
    {
        public string? Tag(string key) => Tags.FirstOrDefault(tag => tag.Key == key).Value as string;
    }
}
