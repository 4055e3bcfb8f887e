using System.Diagnostics;
using System.Globalization;
using System.Net;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Million;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Flood;

/// <summary>
/// One caller sends ten times the requests that its limit allows. Measures how another caller's latency, the service's memory and the
/// accepted events fare, and whether public tracking takes the same time for every kind of request.
/// </summary>
internal static class FloodRun
{
    private const string Database = "bench_flood", Prefix = "BD";
    private const int Waybills = 5_000, Rate = 200, Times = 10, SteadyPerSecond = 20, Connections = 64, Tracked = 200;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20), Run = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Postgres postgres, TextWriter output, TimeSpan time)
    {
        await postgres.DoAsync("postgres", $"drop database if exists {Database} with (force)");
        await postgres.DoAsync("postgres", $"create database {Database}");
        await using (var filling = await Service.StartAsync(postgres, Database))
        {
            using var loop = new LoadLoop(filling.Endpoint, 1);
            loop.RunToEnd(new BatchPosts(filling.Host, [.. Freight.Receptions(Prefix, Freight.First, Waybills, 1_000)]));
        }

        await using var service = await Service.StartAsync(postgres, Database, rate: Rate);
        var accepted = new List<long>();
        // Warm-up: JIT compilation, including the code that refuses requests.
        await AskAsync("warm-up", Rate * Times, WarmUp);

        var quietTime = TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 8, 10, 30));
        Bench.Say($"flooded for {time.TotalSeconds:0} s, and quiet for {quietTime.TotalSeconds:0} s before and after");
        await using var disk = new Disk(postgres.Scratch);
        var quietBefore = await SteadyAsync(quietTime);
        var before = service.MemoryMiB("VmRSS");
        var flooding = AskAsync("flood", Rate * Times, time);
        // Memory has to settle first: it is compared with what it is after a fifth of the time.
        var early = Task.Delay(time / 5).ContinueWith(_ => service.MemoryMiB("VmRSS"), TaskScheduler.Default);
        var flooded = await SteadyAsync(time);
        var turnedAway = await flooding;
        var after = service.MemoryMiB("VmRSS");
        var quietAfter = await SteadyAsync(quietTime);
        var there = await postgres.AskAsync<long>(Database,
            $"select count(*) from mt_events where seq_id = any ('{{{string.Join(',', accepted)}}}'::bigint[])");

        var atFifth = await early;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"flood: one caller at {Times} times its limit of {Rate} requests/s for {time.TotalSeconds:0} s, another at "
            + $"{SteadyPerSecond}/s (timelines and events in turn)"));
        output.WriteLine($"  the other, quiet before: {quietBefore}");
        output.WriteLine($"  the other, flooded: {flooded}");
        output.WriteLine($"  the other, quiet after: {quietAfter}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  p99 flooded to quiet: {flooded.P99 / ((quietBefore.P99 + quietAfter.P99) / 2):0.00} (aim ≤ 2)"));
        output.WriteLine($"  the flood: {turnedAway}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  memory: {before:0} MiB before, {atFifth:0} MiB after a fifth, {after:0} MiB at the end"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  accepted {accepted.Count:#,0} events, {there:#,0} of them in the log"));
        foreach (var (name, latency) in await TrackAsync(new Uri($"http://{service.Endpoint}")))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  public tracking, {name}: median {latency.Median:0.0} ms, p99 {latency.P99:0.0} ms ({latency.Count})"));

        // In short runs, because their median is not affected when the disk stalls for a moment, unlike the p99 of one long run.
        async Task<Steady> SteadyAsync(TimeSpan runs)
        {
            var (asked, from) = (new List<Asked>(), Cpu.Now(service.ProcessId, postgres.ProcessId));
            disk.Since();
            for (var since = Stopwatch.StartNew(); since.Elapsed + Run / 2 < runs;)
                asked.Add(await AskAsync("steady", SteadyPerSecond, Run));
            return new Steady(asked, Cpu.Now(service.ProcessId, postgres.ProcessId) - from, disk.Since());
        }

        // Each on a thread of its own, so that waiting in one does not show in the other's times.
        Task<Asked> AskAsync(string name, int perSecond, TimeSpan runs) => Task.Factory.StartNew(() =>
        {
            var positions = new List<long>();
            var caller = new Caller(name, service.Host, Prefix, Waybills, perSecond, positions);
            using var loop = new LoadLoop(service.Endpoint, Connections);
            var result = loop.Run(caller, TimeSpan.Zero, runs);
            lock (accepted)
                accepted.AddRange(positions);
            return new Asked(result, caller.WorstBacklog);
        }, TaskCreationOptions.LongRunning);
    }

    // By turns, so that other load affects all kinds alike; each from a network of its own, because wrong digits cost a network its tries.
    private static async Task<List<(string, Latency)>> TrackAsync(Uri service)
    {
        (string Name, Func<int, string> Path, HttpStatusCode Expected, List<double> Taken)[] kinds =
        [
            ("right digits", number => Path(number, Digits(number)), HttpStatusCode.OK, []),
            ("wrong digits", number => Path(number, Digits(number + 1)), HttpStatusCode.NotFound, []),
            ("no such number", number => Path(number + Waybills, Digits(number)), HttpStatusCode.NotFound, []),
        ];
        for (var round = 0; round < Tracked; round++)
        {
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                var (_, path, expected, taken) = kinds[kind];
                using var http = Identities.From(service, new IPAddress([127, (byte)(1 + kind), (byte)round, 1]));
                // Connects beforehand, because connecting is not what is measured.
                await http.GetByteArrayAsync("/health/live");
                var since = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(path(Freight.First + round));
                await answer.Content.ReadAsByteArrayAsync();
                if (answer.StatusCode != expected)
                    throw new InvalidOperationException($"{path(Freight.First + round)}: {answer.StatusCode}");
                if (round >= Tracked / 10)
                    taken.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
        }

        return [.. kinds.Select(kind => (kind.Name, Latency.Of(kind.Taken)))];

        static string Path(int number, string digits) =>
            string.Create(CultureInfo.InvariantCulture, $"/track/{Prefix}{number}?digits={digits}");

        // The digits of the phones that Sender makes.
        static string Digits(int number) => (number % 10_000).ToString("0000", CultureInfo.InvariantCulture);
    }

    private sealed record Steady(IReadOnlyList<Asked> Runs, Cpu Cpu, string Disk)
    {
        public double P99 => Median(0.99);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Runs.Sum(run => run.Result.Answered):#,0} answered in {Runs.Count} runs of {Run.TotalSeconds:0} s, p50 "
            + $"{Median(0.5):0.00} ms, p99 {P99:0.00} ms (worst run {Of(0.99)[^1]:0.00} ms); ")
            + string.Create(CultureInfo.InvariantCulture,
                $"{Runs.Sum(run => run.Result.TurnedAway):#,0} turned "
                + $"away{Runs.Select(run => run.Result.Fault).FirstOrDefault(fault => fault is not null)}\n    {Disk}\n    {Cpu}");

        private double Median(double quantile) => Of(quantile)[Runs.Count / 2];

        private List<double> Of(double quantile) => [.. Runs.Select(run => run.Result.Milliseconds(quantile)).Order()];
    }

    private sealed record Asked(LoadResult Result, long WorstBacklog)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Result.Answered:#,0} answered, {Result.Describe()}; {Result.TurnedAway:#,0} turned away; at worst {WorstBacklog} behind "
            + $"the pace{(Result.Fault is null ? "" : $"; {Result.Fault}")}");
    }
}
