using System.Globalization;
using OrderTracking.Bench.Flood;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Memory;

/// <summary>
/// Whether the service's memory grows: timelines and single events by turns at an even pace, and each second the questions that read
/// most. What it holds at the end is compared with what it held half-way, when caches and pools have been filled.
/// </summary>
internal static class MemoryRun
{
    private const string Database = "bench_memory", Prefix = "BM";
    private const int Waybills = 20_000, PerSecond = 1_000, Connections = 64, Samples = 20;
    private const double Aim = 1.05;

    private static readonly string[] Questions =
        ["/v1/on-time?groupBy=lane", "/v1/waybills?limit=500", "/v1/deadlines?limit=500", "/v1/worklist", "/v1/watchlist"];

    public static async Task RunAsync(Postgres postgres, TextWriter output, TimeSpan time)
    {
        await postgres.DoAsync("postgres", $"drop database if exists {Database} with (force)");
        await postgres.DoAsync("postgres", $"create database {Database}");
        await using var service = await Service.StartAsync(postgres, Database);
        using (var filling = new LoadLoop(service.Endpoint, 2))
            filling.RunToEnd(new BatchPosts(service.Host, [.. Freight.Receptions(Prefix, Freight.First, Waybills, 5_000)]));

        Bench.Say($"mixed load for {time.TotalSeconds:0} s");
        var caller = new Caller(Identities.Anyone, service.Host, Prefix, Waybills, PerSecond, []);
        var loading = Task.Factory.StartNew(() =>
        {
            using var loop = new LoadLoop(service.Endpoint, Connections);
            return loop.Run(caller, TimeSpan.Zero, time);
        }, TaskCreationOptions.LongRunning);
        using var over = new CancellationTokenSource();
        var asking = AskAsync(service.Http, over.Token);
        var held = new List<double>();
        for (var sample = 0; sample < Samples; sample++)
        {
            await Task.Delay(time / Samples);
            held.Add(service.MemoryMiB("VmRSS"));
        }

        await over.CancelAsync();
        var (result, asked) = (await loading, await asking);
        var growth = held[^1] / held[Samples / 2 - 1];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"memory: timelines and single events by turns, {result.PerSecond:0}/s of {PerSecond} for {time.TotalSeconds:0} s, and {asked} "
            + $"questions of views"));
        output.WriteLine($"  MiB, each {(time / Samples).TotalSeconds:0} s: {string.Join(" ", held.Select(value =>
            value.ToString("0", CultureInfo.InvariantCulture)))}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  at the end to half-way: {growth:0.00} (aim ≤ {Aim}){(growth <= Aim ? "" : ": missed")}"));
        if (result.Fault is { } fault)
            output.WriteLine($"  WRONG: {fault}");
    }

    private static async Task<int> AskAsync(HttpClient http, CancellationToken over)
    {
        var asked = 0;
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            for (; await second.WaitForNextTickAsync(over); asked++)
                await http.GetByteArrayAsync(Questions[asked % Questions.Length], over);
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }

        return asked;
    }
}
