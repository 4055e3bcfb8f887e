using System.Diagnostics;
using System.Globalization;
using System.Net;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Million;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Doors;

/// <summary>
/// One caller asks at ten times his limit; what is it to another, to the service's memory, and to what was accepted? And does public
/// tracking take the same time whatever it is asked?
/// </summary>
internal static class DoorsRun
{
    private const string Database = "bench_doors", Prefix = "BD";
    private const int Waybills = 5_000, Rate = 200, Times = 10, SteadyPerSecond = 20, Connections = 64, Tracked = 200;

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
        var address = new Uri($"http://{service.Endpoint}");
        using var steadyHttp = Callers.Connect(address, "steady", Connections);
        using var floodHttp = Callers.Connect(address, "flood", Connections);
        var steady = new SteadyCaller(steadyHttp, Prefix, Waybills, SteadyPerSecond);
        var flood = new SteadyCaller(floodHttp, Prefix, Waybills, Rate * Times);
        await steady.RunAsync(TimeSpan.FromSeconds(5));

        var quietTime = TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 4, 5, 60));
        Bench.Say($"quiet for {quietTime.TotalSeconds:0} s, then flooded for {time.TotalSeconds:0} s");
        var quiet = await steady.RunAsync(quietTime);
        var before = ResidentMiB(service.ProcessId);
        var flooding = flood.RunAsync(time);
        // Memory settles first: what it is then is what it has to stay.
        var early = Task.Delay(time / 5).ContinueWith(_ => ResidentMiB(service.ProcessId), TaskScheduler.Default);
        var flooded = await steady.RunAsync(time);
        var turnedAway = await flooding;
        var after = ResidentMiB(service.ProcessId);
        var accepted = steady.Accepted.Concat(flood.Accepted).ToList();
        var there = await postgres.AskAsync<long>(
            Database, $"select count(*) from mt_events where id = any (array['{string.Join("','", accepted.Append(Guid.Empty))}']::uuid[])");

        output.WriteLine(FormattableString.Invariant($"doors: one caller at {Times} times his {Rate} requests/s for {time.TotalSeconds:0} s, another at {SteadyPerSecond}/s (timelines and events in turn)"));
        output.WriteLine(Line("the other, quiet", quiet));
        output.WriteLine(Line("the other, flooded", flooded));
        output.WriteLine(FormattableString.Invariant($"  p99 flooded to quiet: {flooded.Latency.P99 / quiet.Latency.P99:0.00} (aim ≤ 2)"));
        output.WriteLine(Line("the flood", turnedAway));
        output.WriteLine(FormattableString.Invariant($"  memory: {before:0} MiB before, {await early:0} MiB after a fifth, {after:0} MiB at the end"));
        output.WriteLine(FormattableString.Invariant($"  accepted {accepted.Count:#,0} events, {there:#,0} of them in the log"));
        foreach (var (name, latency) in await TrackAsync(address))
            output.WriteLine(FormattableString.Invariant($"  public tracking, {name}: median {latency.Median:0.0} ms, p99 {latency.P99:0.0} ms ({latency.Count})"));
    }

    // In turn, so that whatever else the machine does is the same for all; from many addresses, each of which may ask ten times a minute.
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
            using var http = Callers.From(service, new IPAddress([127, 1, 0, (byte)(1 + round)]));
            // The connection is not what is measured.
            await http.GetByteArrayAsync("/health/live");
            foreach (var (_, path, expected, taken) in kinds)
            {
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

        static string Path(int number, string digits) => string.Create(CultureInfo.InvariantCulture, $"/track/{Prefix}{number}?digits={digits}");

        // As Sender makes phones.
        static string Digits(int number) => (number % 10_000).ToString("0000", CultureInfo.InvariantCulture);
    }

    private static string Line(string who, Steady steady) => FormattableString.Invariant(
        $"  {who}: {steady.Latency.Count:#,0} answered, median {steady.Latency.Median:0.0} ms, p99 {steady.Latency.P99:0.0} ms; {steady.TurnedAway:#,0} turned away{(steady.Complaint is null ? "" : $"; {steady.Complaint}")}");

    private static double ResidentMiB(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
