using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

public sealed class BadProxyFixture : ServiceFixture
{
    protected override LimitSettings Limits => new() { Rate = 100_000, BatchesWaiting = 64, AllBatchesWaiting = 64 };
}

/// <summary>Whatever the network does, an event that is sent until it is acknowledged is in the log once.</summary>
public class BadProxyTests(BadProxyFixture fixture) : IClassFixture<BadProxyFixture>
{
    private const int Clients = 32, Waybills = 200, EventsEach = 5, Seed = 4;
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly ConcurrentQueue<string> wrong = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_thousand_events_through_a_bad_network_are_each_in_the_log_once()
    {
        await using var proxy = new BadProxy(fixture.Service.Http.BaseAddress!, Seed);
        // A new connection for each request, because the proxy treats each connection differently.
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = proxy.Address,
            Timeout = TimeSpan.FromSeconds(5) };
        foreach (var (name, values) in fixture.Service.Http.DefaultRequestHeaders)
            http.DefaultRequestHeaders.TryAddWithoutValidation(name, values);
        http.DefaultRequestHeaders.ConnectionClose = true;
        var freight = Enumerable.Range(0, Waybills).Select(waybill => Life($"ZB-P{waybill}")).ToList();

        // Each waybill is used by two clients.
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var waybill = client / 2; waybill < Waybills; waybill += Clients / 2)
                await SendAll(http, freight[waybill], inBatch: (waybill + client) % 2 == 0);
        })));

        wrong.ShouldBeEmpty();
        foreach (var fate in Enum.GetValues<BadProxy.Fate>()) proxy.Count(fate).ShouldBeGreaterThan(20, fate.ToString());
        var log = (await fixture.Service.Get("/v1/audit/events")).Lines.Where(line => line.TryGetProperty("waybill", out _)).ToList();
        log.Where(line => line.GetProperty("source").GetString() == "person").Select(line => line.GetProperty("id").GetString()).Order()
            .ShouldBe(freight.SelectMany(life => life).Select(sent => sent.Id()).Order());
        foreach (var stream in log.GroupBy(line => line.GetProperty("waybill").GetString()))
            stream.Select(line => line.GetProperty("version").GetInt64())
                .ShouldBe(Enumerable.Range(1, stream.Count()).Select(version => (long)version));
    }

    private static JsonObject[] Life(string waybill) =>
    [
        Send.Received(At, waybill: waybill), Send.Loaded(At.AddHours(1), 10, waybill: waybill),
        Send.Arrived(At.AddHours(20), 10, waybill: waybill),
        Send.Event("sorted", At.AddHours(21), new { pieces = 10 }, station: "CTU", waybill: waybill),
        Send.Signed(At.AddHours(30), 10, waybill: waybill),
    ];

    private async Task SendAll(HttpClient http, JsonObject[] life, bool inBatch)
    {
        if (inBatch) await UntilAcknowledged(http, "/v1/events", RunningService.NdjsonType,
            string.Join('\n', life.Select(sent => sent.ToJsonString())));
        else
            foreach (var sent in life)
                await UntilAcknowledged(http, $"/v1/waybills/{sent["waybill"]}/events", RunningService.JsonType,
                    Without(sent).ToJsonString());
    }

    private static JsonObject Without(JsonObject sent)
    {
        var single = sent.DeepClone().AsObject();
        single.Remove("waybill");
        return single;
    }

    private async Task UntilAcknowledged(HttpClient http, string path, string type, string body)
    {
        while (true)
        {
            Stop.ThrowIfCancellationRequested();
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers =
                { ContentType = MediaTypeHeaderValue.Parse(type) } };
            try
            {
                using var answer = await http.PostAsync(path, content, Stop);
                var told = await answer.Content.ReadAsStringAsync(Stop);
                if ((int)answer.StatusCode is 429 or 503) continue;
                if ((int)answer.StatusCode is 200 or 201)
                {
                    if (path == "/v1/events" && JsonDocument.Parse(told).RootElement is var batch && batch.GetProperty("refused").GetInt32()
                        + batch.GetProperty("held").GetInt32() > 0) wrong.Enqueue(told);
                    return;
                }
                // A request that the proxy cut off may reach the service as a malformed one; no other refusal is expected.
                wrong.Enqueue($"{(int)answer.StatusCode} {told}");
                return;
            }
            catch (Exception fault)
                when (fault is HttpRequestException or IOException or OperationCanceledException && !Stop.IsCancellationRequested)
            {
                // Not acknowledged: send the same again.
            }
        }
    }
}
