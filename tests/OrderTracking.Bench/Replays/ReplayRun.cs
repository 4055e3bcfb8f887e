using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Million;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Replays;

/// <summary>
/// A replay of a year of freight beside single events at half of the best rate that the views can follow: the events/s of the replay, its
/// rests included, and what it costs the events' answers, measured by turns with and without it. Replays follow one another for as long as
/// the events come.
/// </summary>
internal static class ReplayRun
{
    /// <summary>About 1,000,000 events.</summary>
    public const int DefaultWaybills = 66_000;

    private const string Database = "bench_replay", Prefix = "BP", Figure = "on-time-signed-gross";
    private const int Live = 20_000, Connections = 64, Rounds = 3;
    private const double Aim = 1.5, LeastShare = 0.95;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2), BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <returns>False when something else than what it says was measured.</returns>
    public static async Task<bool> RunAsync(Postgres postgres, TextWriter output, int waybills, TimeSpan time)
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

        var (wrong, worstBacklog) = (new List<string>(), 0L);
        var best = await BestAsync();
        Bench.Say($"replay: {load.Events:#,0} events; single events, {Connections} connections: {best:0}/s at best");
        var alone = await AloneAsync();
        var (without, with, beside) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(Drive(best / 2).Milliseconds(0.99));
            with.Add((await BesideReplaysAsync()).Milliseconds(0.99));
        }

        var ratio = Median(with) / Median(without);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"replay of {Figure} over {load.Events:#,0} events: {alone:#,0} events/s alone, {Median(beside):#,0} beside "
            + $"{best / 2:0} single events/s (half of the best rate)"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  p99 of a single event: {Text(without)} ms without, {Text(with)} ms with; medians {ratio:0.00} (aim ≤ {Aim})"
            + $"{(ratio <= Aim ? "" : ": missed")}; peak memory {service.MemoryMiB("VmHWM"):0} MiB"));
        // A latency counts from when a request was sent: what waited for a connection before that is not in it.
        output.WriteLine($"  at worst {worstBacklog:#,0} events were due and waited for one of {Connections} connections");
        foreach (var what in wrong)
            output.WriteLine($"  WRONG: {what}");
        return wrong.Count == 0;

        LoadResult Drive(double? perSecond)
        {
            using var loop = new LoadLoop(service.Endpoint, Connections);
            var events = new SingleEvents(service.Host, Prefix, Live, perSecond);
            var result = loop.Run(events, WarmUp, time);
            if (result.Fault is { } fault)
                wrong.Add(fault);
            worstBacklog = Math.Max(worstBacklog, events.WorstBacklog);
            if (result.PerSecond < perSecond * LeastShare)
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{result.PerSecond:0} events/s in the place of {perSecond:0}"));
            return result;
        }

        // What can go on for ever: the events of a run over its time and that which the views need to catch up with them.
        async Task<double> BestAsync()
        {
            var result = Drive(null);
            var caughtUp = await service.ViewsReachAsync(
                await postgres.AskAsync<long>(Database, "select coalesce(max(seq_id), 0) from mt_events"));
            var driven = WarmUp + result.Measured;
            return result.PerSecond * (driven / (driven + caughtUp));
        }

        // The events/s that the replay reports at its end, once it is known that it read all events and judged all waybills.
        async Task<double> AloneAsync()
        {
            var path = await AskAsync(service);
            var replay = await UntilAsync(service, path, status => status is not ("waiting" or "running"));
            var progress = replay.GetProperty("progress");
            var events = await postgres.AskAsync<long>(Database, "select count(*) from mt_events where position(':' in stream_id) = 0 "
                + $"and seq_id <= {progress.GetProperty("position").GetInt64()}");
            if (events < load.Events || progress.GetProperty("events").GetInt64() != events)
                wrong.Add($"{progress.GetProperty("events")} of {events} events were replayed, {load.Events} of them of the year");
            var judged = replay.GetProperty("result").GetProperty("replayed").GetProperty("sides").EnumerateObject()
                .Sum(side => side.Value.GetInt64());
            if (judged != waybills + Live)
                wrong.Add($"{judged} of {waybills + Live} waybills were judged");
            return progress.GetProperty("eventsPerSecond").GetDouble();
        }

        async Task<LoadResult> BesideReplaysAsync()
        {
            var path = await AskAsync(service);
            var replay = await UntilAsync(service, path, status => status != "waiting");
            var (since, events, idle) = (Stopwatch.GetTimestamp(), -Events(replay), TimeSpan.Zero);
            var driving = Task.Factory.StartNew(() => Drive(best / 2), TaskCreationOptions.LongRunning);
            while (true)
            {
                replay = await UntilAsync(service, path, status => status != "running" || driving.IsCompleted);
                events += Events(replay);
                if (driving.IsCompleted)
                    break;
                var ended = Stopwatch.GetTimestamp();
                path = await AskAsync(service);
                await UntilAsync(service, path, status => status != "waiting");
                idle += Stopwatch.GetElapsedTime(ended);
            }

            var took = Stopwatch.GetElapsedTime(since);
            await CancelAsync(service, path);
            beside.Add(events / took.TotalSeconds);
            if ((took - idle) / took < LeastShare)
                wrong.Add(string.Create(CultureInfo.InvariantCulture,
                    $"a replay ran in {(took - idle) / took:P0} of the time: the log is too short for this machine"));
            return await driving;
        }
    }

    private static async Task<string> AskAsync(Service service)
    {
        using var asking = new HttpRequestMessage(HttpMethod.Post, "/v1/audit/replays")
        {
            Content = JsonContent.Create(new { figure = Figure, rules = new { graceMinutes = 60 } }),
            Headers = { { "Idempotency-Key", $"\"{Guid.NewGuid()}\"" } },
        };
        using var asked = await service.Http.SendAsync(asking);
        asked.EnsureSuccessStatusCode();
        return asked.Headers.Location!.ToString();
    }

    private static async Task CancelAsync(Service service, string path)
    {
        using var cancelling = new HttpRequestMessage(HttpMethod.Delete, path)
        {
            Headers = { { "Idempotency-Key", $"\"{Guid.NewGuid()}\"" } },
        };
        using var cancelled = await service.Http.SendAsync(cancelling);
        cancelled.EnsureSuccessStatusCode();
    }

    private static async Task<JsonElement> UntilAsync(Service service, string path, Func<string, bool> isSo)
    {
        while (true)
        {
            var found = (await service.Http.GetFromJsonAsync<JsonElement>($"{path}?limit=1")).GetProperty("replay");
            var status = found.GetProperty("status").GetString()!;
            if (status is "failed" or "cancelled")
                throw new InvalidOperationException($"The replay is {status}: {found}");
            if (isSo(status))
                return found;
            await Task.Delay(BetweenLooks);
        }
    }

    private static long Events(JsonElement replay) =>
        replay.GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress ? progress.GetProperty("events").GetInt64() : 0;

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(List<double> values) =>
        string.Join(" ", values.Select(value => value.ToString("0.0", CultureInfo.InvariantCulture)));
}
