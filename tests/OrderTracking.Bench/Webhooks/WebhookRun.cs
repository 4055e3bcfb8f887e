using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Webhooks;

/// <summary>
/// Twenty webhooks, three of them dead and one slow, with as many events before them as after, and a kill of the service in the middle:
/// whether each live one is sent all, in the order of each waybill, and how fast; then a replay of one.
/// </summary>
internal static class WebhookRun
{
    private const string Database = "bench_webhooks", Prefix = "BH";
    // About 10,000 events.
    private const int Waybills = 1_613, LinesOfBatch = 500;
    private const int Live = 16, Dead = 3;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromMinutes(10),
        BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <returns>False when something was not sent, or in another order, or when nobody was killed in the middle.</returns>
    public static async Task<bool> RunAsync(Postgres postgres, TextWriter output)
    {
        await postgres.DoAsync("postgres", $"drop database if exists {Database} with (force)");
        await postgres.DoAsync("postgres", $"create database {Database}");
        var first = await Service.StartAsync(postgres, Database);
        try
        {
            var batches = Freight.Lives(Prefix, Freight.First, Waybills, LinesOfBatch).ToList();
            Record(first, batches[..(batches.Count / 2)]);
            var receivers = Enumerable.Range(0, Live + 1).Select(number => new Receiver(number == Live ? Slow : TimeSpan.Zero)).ToList();
            var (live, slow) = (receivers[..Live], receivers[Live]);
            await using var app = await ListenAsync(receivers);
            var since = Stopwatch.StartNew();
            for (var number = 0; number <= Live; number++)
            {
                var made = await MakeAsync(first, $"{app.Urls.Single()}/{number}");
                receivers[number].Begin(
                    made.GetProperty("webhook").GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!);
            }

            for (var number = 0; number < Dead; number++)
                await MakeAsync(first, $"http://127.0.0.1:{Service.FreePort()}/");
            Record(first, batches[(batches.Count / 2)..]);
            var total = await CountAsync(postgres);
            Bench.Say($"webhooks: {total:#,0} events to {Live} live webhooks, {Dead} dead ones and one that takes {Slow.TotalSeconds:0} s");
            await UntilAsync(() => Sent(live) >= total * Live / 2);
            var before = Sent(live);
            await first.Kill9Async();
            await using var second = await Service.StartAsync(postgres, Database);
            await UntilAsync(() => live.TrueForAll(receiver => receiver.Count >= total));
            var (took, waiting) = (since.Elapsed, await WaitingAsync(postgres));

            var log = await LogAsync(postgres);
            var wrong = live.Select(receiver => receiver.Wrong(log, isAll: true)).Append(slow.Wrong(log, isAll: false)).OfType<string>()
                .ToList();
            if (before >= total * Live)
                wrong.Add("all was sent before the kill");
            if (slow.Count is 0 || slow.Count >= total)
                wrong.Add($"the slow one was sent {slow.Count}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"webhooks: {total:#,0} events, half of them recorded before the webhooks were made, to {Live} live ones; beside "
                + $"these {Dead} dead ones and one that takes {Slow.TotalSeconds:0} s"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  sent to the live ones in {took.TotalSeconds:0.0} s, {total * Live / took.TotalSeconds:#,0} deliveries/s, a kill -9 "
                + $"after {before:#,0} and the restart included; {live.Sum(receiver => receiver.Repeats):#,0} were sent again"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  meanwhile {slow.Count:#,0} to the slow one; of a dead one at most {waiting:#,0} deliveries wait"));

            live[0].BeginAnew();
            since.Restart();
            using (var replayed = await SendAsync(second, $"/v1/webhooks/{live[0].Id}/replay", new { fromPosition = 0 }))
                replayed.EnsureSuccessStatusCode();
            await UntilAsync(() => live[0].Count >= total);
            if (live[0].Wrong(log, isAll: true) is { } twisted)
                wrong.Add($"replayed, {twisted}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  a replay of one from position 0: {since.Elapsed.TotalSeconds:0.0} s, {total / since.Elapsed.TotalSeconds:#,0} "
                + $"deliveries/s; peak memory of the service {second.MemoryMiB("VmHWM"):0} MiB"));
            foreach (var what in wrong)
                output.WriteLine($"  WRONG: {what}");
            return wrong.Count == 0;
        }
        finally
        {
            await first.DisposeAsync();
        }
    }

    private static void Record(Service service, IEnumerable<Freight.Batch> batches)
    {
        var posts = new BatchPosts(service.Host, batches);
        using var loop = new LoadLoop(service.Endpoint, 1);
        loop.RunToEnd(posts);
        if (posts.Complaint is { } complaint)
            throw new InvalidOperationException(complaint);
    }

    private static async Task<WebApplication> ListenAsync(List<Receiver> receivers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(context =>
            receivers[int.Parse(context.Request.Path.Value.AsSpan(1), CultureInfo.InvariantCulture)].TakeAsync(context));
        await app.StartAsync();
        return app;
    }

    private static async Task<JsonElement> MakeAsync(Service service, string url)
    {
        using var made = await SendAsync(service, "/v1/webhooks", new { url, fromPosition = 0 });
        made.EnsureSuccessStatusCode();
        return await made.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpResponseMessage> SendAsync(Service service, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{Guid.NewGuid()}\"");
        return await service.Http.SendAsync(request);
    }

    private static int Sent(IEnumerable<Receiver> receivers) => receivers.Sum(receiver => receiver.Count);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        while (!isSo())
            await Task.Delay(BetweenLooks, timeout.Token);
    }

    private static async Task<int> CountAsync(Postgres postgres) =>
        (await LogAsync(postgres)).Values.Sum(positions => positions.Count);

    private static Task<long> WaitingAsync(Postgres postgres) => postgres.AskAsync<long>(Database,
        "select count(*) from tracking.webhook_deliveries where status = 'waiting' group by webhook order by 1 desc limit 1");

    private static async Task<Dictionary<string, List<long>>> LogAsync(Postgres postgres)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString(Database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select stream_id, seq_id from mt_events where stream_id like '{Prefix}%' order by seq_id", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var log = new Dictionary<string, List<long>>();
        while (await reader.ReadAsync())
        {
            if (!log.TryGetValue(reader.GetString(0), out var positions))
                log.Add(reader.GetString(0), positions = []);
            positions.Add(reader.GetInt64(1));
        }

        return log;
    }
}
