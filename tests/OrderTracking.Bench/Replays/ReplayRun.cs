using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Million;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Replays;

/// <summary>
/// A replay of a year of freight beside single events at half of their best rate: the events/s of the replay, and what it costs the events'
/// answers, measured by turns with and without it.
/// </summary>
internal static class ReplayRun
{
    /// <summary>About 1,000,000 events.</summary>
    public const int DefaultWaybills = 66_000;

    private const string Database = "bench_replay", Prefix = "BP", Figure = "on-time-signed-gross";
    private const int Live = 20_000, Connections = 64, Rounds = 3;
    private const double Aim = 1.5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2), BetweenLooks = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(Postgres postgres, TextWriter output, int waybills, TimeSpan time)
    {
        await postgres.DoAsync("postgres", $"drop database if exists {Database} with (force)");
        await postgres.DoAsync("postgres", $"create database {Database}");
        await using (await Service.StartAsync(postgres, Database)) { }
        var load = await LogLoad.RunAsync(postgres.ConnectionString(Database), new YearOfFreight(waybills, DateTimeOffset.UtcNow));
        await using var service = await Service.StartAsync(postgres, Database);
        await MillionRun.RebuiltAsync(service);
        using (var filling = new LoadLoop(service.Endpoint, 2))
            filling.RunToEnd(new BatchPosts(service.Host, [.. Freight.Receptions(Prefix, Freight.First, Live, 5_000)]));
        await postgres.DoAsync(Database, "vacuum analyze");
        await postgres.DoAsync(Database, "checkpoint");

        var best = Drive(service, null, time).PerSecond;
        Bench.Say($"replay: {load.Events:#,0} events; single events, {Connections} connections: {best:0}/s at best");
        var alone = await ReplayedAsync(service, null);
        var (without, with, beside) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(Drive(service, best / 2, time).Milliseconds(0.99));
            beside.Add(await ReplayedAsync(service, async () =>
            {
                var result = await Task.Factory.StartNew(() => Drive(service, best / 2, time), TaskCreationOptions.LongRunning);
                with.Add(result.Milliseconds(0.99));
                if (result.Fault is { } fault)
                    output.WriteLine($"  WRONG: {fault}");
            }));
        }

        var ratio = Median(with) / Median(without);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"replay of {Figure} over {load.Events:#,0} events: {alone:#,0} events/s alone, {Median(beside):#,0} beside "
            + $"{best / 2:0} single events/s (half of the best rate)"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  p99 of a single event: {Text(without)} ms without, {Text(with)} ms with; medians {ratio:0.00} (aim ≤ {Aim})"
            + $"{(ratio <= Aim ? "" : ": missed")}; peak memory {service.MemoryMiB("VmHWM"):0} MiB"));
    }

    private static LoadResult Drive(Service service, double? perSecond, TimeSpan time)
    {
        using var loop = new LoadLoop(service.Endpoint, Connections);
        return loop.Run(new SingleEvents(service.Host, Prefix, Live, perSecond), WarmUp, time);
    }

    /// <summary>Replays, and does something beside it once it runs; the events/s that the replay reports at its end.</summary>
    private static async Task<double> ReplayedAsync(Service service, Func<Task>? beside)
    {
        using var asking = new HttpRequestMessage(HttpMethod.Post, "/v1/audit/replays")
        {
            Content = JsonContent.Create(new { figure = Figure, rules = new { graceMinutes = 60 } }),
            Headers = { { "Idempotency-Key", $"\"{Guid.NewGuid()}\"" } },
        };
        using var asked = await service.Http.SendAsync(asking);
        asked.EnsureSuccessStatusCode();
        var path = asked.Headers.Location!.ToString();
        await UntilAsync(status => status != "waiting");
        if (beside is not null)
            await beside();
        // It goes on at least as long as the load where the log is long enough; with a small one it is over before.
        var replay = await UntilAsync(status => status is not ("waiting" or "running"));
        return replay.GetProperty("status").GetString() == "done"
            ? replay.GetProperty("progress").GetProperty("eventsPerSecond").GetDouble()
            : throw new InvalidOperationException($"The replay is not done: {replay}");

        async Task<JsonElement> UntilAsync(Func<string, bool> isSo)
        {
            while (true)
            {
                var found = (await service.Http.GetFromJsonAsync<JsonElement>($"{path}?limit=1")).GetProperty("replay");
                if (isSo(found.GetProperty("status").GetString()!))
                    return found;
                await Task.Delay(BetweenLooks);
            }
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(List<double> values) =>
        string.Join(" ", values.Select(value => value.ToString("0.0", CultureInfo.InvariantCulture)));
}
