using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>Readers of the feed whose node is killed, and then the other one stopped: they go on elsewhere with their last id.</summary>
[Collection(nameof(NothingAcknowledgedIsLostTests))]
public sealed class TheFeedGoesOnTests : IAsyncLifetime
{
    private const int Readers = 60, Accounts = 12, Senders = 6, EventsBetween = 400;

    private readonly ConcurrentDictionary<string, int> openings = [];
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 500 }) { Timeout = TimeSpan.FromSeconds(60) };
    private PrivateCluster cluster = null!;
    private ServiceProcess[] nodes = null!;
    private int sent;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        cluster = await PrivateCluster.StartAsync("max_connections = 200");
        var first = new ServiceProcess(cluster.ConnectionString);
        nodes = [first, new(cluster.ConnectionString, first)];
        http.DefaultRequestHeaders.Authorization = new("Bearer", first.Token);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var node in nodes) await node.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task each_reader_receives_exactly_its_events_in_order_through_a_kill_and_a_stop()
    {
        foreach (var node in nodes)
        {
            node.Start();
            await node.Ready(Stop);
        }
        for (var account = 0; account < Accounts; account++)
            await Post(account, Guid.NewGuid(), "received",
                $$"""{"account":"FEED-{{account}}","origin":"SHA","destination":"CTU","pieces":1}""");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var readers = Enumerable.Range(0, Readers).Select(reader => new Reader($"FEED-{reader % Accounts}")).ToArray();
        var reading = readers.Select(reader => Task.Run(() => Read(reader, over.Token), Stop)).ToArray();
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(() => Send(sender, sending.Token), Stop)).ToArray();

        await SentMore();
        await nodes[0].Kill9();
        await SentMore();
        nodes[0].Start();
        await nodes[0].Ready(Stop);
        await SentMore();
        var stopped = Stopwatch.GetTimestamp();
        (await nodes[1].Terminate()).ShouldBe(0, nodes[1].Said);
        var took = Stopwatch.GetElapsedTime(stopped);
        await SentMore();
        await sending.CancelAsync();
        await Task.WhenAll(senders);

        var expected = (await Log()).ToLookup(entry => entry.Account, entry => entry.Position);
        var caughtUp = Stopwatch.GetTimestamp();
        while (Array.Exists(readers, reader => reader.Positions.Count < expected[reader.Account].Count())
            && Stopwatch.GetElapsedTime(caughtUp) < TimeSpan.FromSeconds(60)) await Task.Delay(100, Stop);
        await over.CancelAsync();
        await Task.WhenAll(reading);
        foreach (var reader in readers) reader.Positions.ShouldBe(expected[reader.Account], reader.Account);
        openings.Values.Sum().ShouldBeGreaterThanOrEqualTo(2 * Readers, "they were all cut off at least once");
        // Feeds that do not end would be waited for until the host's timeout of 30 seconds.
        took.ShouldBeLessThan(TimeSpan.FromSeconds(28));
        TestContext.Current.SendDiagnosticMessage(
            $"{expected.Sum(account => account.Count())} events, {openings.Values.Sum()} openings, stopped in {took.TotalSeconds:0.0} s");
    }

    private async Task Read(Reader reader, CancellationToken over)
    {
        for (var node = 0; !over.IsCancellationRequested; node++)
            try
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Get, new Uri(nodes[node % 2].Url, $"v1/feed?after=0&account={reader.Account}"));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", reader.Token(nodes[0]));
                if (reader.LastId is not null) request.Headers.Add("Last-Event-ID", reader.LastId);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, await (answer.IsSuccessStatusCode
                    ? Task.FromResult("") : answer.Content.ReadAsStringAsync(over)));
                openings.AddOrUpdate(reader.Account, 1, (_, count) => count + 1);
                await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(over)).EnumerateAsync(over))
                {
                    reader.LastId = item.EventId;
                    if (item.EventType != "heartbeat")
                        reader.Positions.Add(JsonDocument.Parse(item.Data).RootElement.GetProperty("position").GetInt64());
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
            {
                if (!over.IsCancellationRequested) await Task.Delay(20, CancellationToken.None);
            }
    }

    private async Task Send(int sender, CancellationToken stopping)
    {
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            await Post(((i * Senders) + sender) % Accounts, Guid.NewGuid(), "customerNotified", """{"channel":"sms","about":"在途"}""");
            Interlocked.Increment(ref sent);
        }
    }

    // Sent again to the other node until it is answered; the id makes that safe.
    private async Task Post(int account, Guid id, string type, string data)
    {
        for (var tries = 0; ; tries++)
            try
            {
                using var body = new StringContent(
                    $$"""
                    {"id":"{{id}}","type":"{{type}}","occurredAt":"2026-01-05T09:00:00+08:00","station":"SHA","by":"li.wei","data":{{data}}}
                    """,
                    Encoding.UTF8, "application/json");
                var node = nodes[(account + tries) % 2].Url;
                using var answer = await http.PostAsync(new Uri(node, $"v1/waybills/FEED-{account}/events"), body);
                if (answer.IsSuccessStatusCode) return;
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20);
            }
    }

    private async Task SentMore()
    {
        for (var aim = Volatile.Read(ref sent) + EventsBetween; Volatile.Read(ref sent) < aim;) await Task.Delay(20, Stop);
    }

    private async Task<List<(string Account, long Position)>> Log()
    {
        var lines = await http.GetStringAsync(new Uri(nodes[0].Url, "v1/audit/events"), Stop);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("waybill", out _))
            .Select(line => (line.GetProperty("waybill").GetString()!, line.GetProperty("position").GetInt64()))];
    }

    private sealed record Reader(string Account)
    {
        private static int made;

        private readonly string subject = string.Create(CultureInfo.InvariantCulture, $"reader-{Interlocked.Increment(ref made)}");

        public List<long> Positions { get; } = [];

        public string? LastId { get; set; }

        public string Token(ServiceProcess node) => node.TokenOf(subject, "customer", Account);
    }
}
