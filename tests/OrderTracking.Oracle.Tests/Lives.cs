using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Privacy;
using OrderTracking.Oracle.Tests.Life;
using Xunit;

namespace OrderTracking.Oracle.Tests;

/// <summary>Runs the lives of all seeds, several at once, because much of each is waiting for another node to take the lead.</summary>
public sealed class Lives : IDisposable
{
    private const int AtOnce = 5;

    private readonly SemaphoreSlim free = new(AtOnce);
    private readonly Dictionary<int, Task<Compared>> lived;
    private readonly ConcurrentDictionary<string, int> reached = new();

    public Lives() => lived = Seeds.ToDictionary(seed => seed, seed => Task.Run(() => Live(seed)));

    public static IEnumerable<int> Seeds =>
        int.TryParse(Environment.GetEnvironmentVariable("ORDERTRACKING_SEED"), out var one) ? [one]
        : Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("ORDERTRACKING_SEEDS"), out var more) ? more : 20);

    internal Task<Compared> Of(int seed) => lived[seed];

    /// <summary>How often each case occurred in all of them.</summary>
    internal async Task<IReadOnlyDictionary<string, int>> Reached()
    {
        await Task.WhenAll(lived.Values);
        return reached;
    }

    public void Dispose() => free.Dispose();

    private async Task<Compared> Live(int seed)
    {
        await free.WaitAsync();
        try
        {
            var started = Stopwatch.StartNew();
            var life = new CompanyLife(seed);
            await using var company = await RunningCompany.StartAsync(life, seed);
            var ready = started.Elapsed;
            var past = new PastAnswers(seed);
            await company.Live(past);
            var over = started.Elapsed;
            var compared = new Compared(seed);
            var log = await Compare(compared, company, life, past);
            if (compared.Differences.Count > 0) await File.WriteAllTextAsync(KeptLog(seed), log);
            TestContext.Current.SendDiagnosticMessage(
                $"seed {seed}: {compared.Same} values alike, {compared.Differences.Count} not; {ready.TotalSeconds:0.0} s to start, "
                + $"{(over - ready).TotalSeconds:0.0} s to live, {(started.Elapsed - over).TotalSeconds:0.0} s to compare");
            return compared;
        }
        finally
        {
            free.Release();
        }
    }

    // Changed reference data reach the waybills within seconds; until then the log may lack some of the events.
    private async Task<string> Compare(Compared compared, RunningCompany running, CompanyLife life, PastAnswers past)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(life.Zone);
        var (log, company) = await RunningCompany.Settled(
            async () =>
            {
                var exported = await running.LogWithItsViews();
                return (exported, new Company(exported.Split('\n'), zone, running.Now));
            },
            seen => !seen.Item2.Faults().Any());
        foreach (var fault in company.Faults()) compared.Differs(fault);
        foreach (var what in company.Reached()) reached.AddOrUpdate(what, 1, (_, times) => times + 1);
        await ViewTables.Compare(compared, running.Database, running.Node.Parts.GetRequiredService<PersonKeys>(), company);
        await KeptSums.Compare(compared, running.Database, company);
        await new FiguresCompared(compared, running.Node, company, new(life.Seed)).Compare();
        await past.Compare(compared, running.Node);
        await CheckOfTheViews(compared, running.Node);
        foreach (var at in past.Times.Skip(1).Take(1))
            await new FiguresCompared(compared, running.Node, AsOf(log, zone, at), new(life.Seed), $"asOf={PastAnswers.Text(at)}")
                .Compare();
        return log;
    }

    // The service's own check, by its own rows: it must find nothing either.
    private static async Task CheckOfTheViews(Compared compared, RunningService node)
    {
        var asked = await node.Post("/v1/audit/replays", new { });
        var path = asked.Headers.Location?.ToString() ?? throw new InvalidOperationException(asked.ToString());
        var replay = await RunningCompany.Settled(
            async () => (await node.Get(path)).Body.GetProperty("replay"),
            replay => replay.GetProperty("status").GetString() is not ("waiting" or "running"));
        var progress = replay.GetProperty("progress");
        compared.Value(path, "done 0 0", $"{replay.GetProperty("status").GetString()} {progress.GetProperty("changed").GetInt64()} "
            + $"{progress.GetProperty("sums").GetInt64()}");
    }

    // What had happened by then, of what is known at the end; reference data and corrections count as they are known.
    private static Company AsOf(string log, TimeZoneInfo zone, DateTimeOffset at) => new(
        log.Split('\n').Where(line => line.Length > 0).Where(line => LogEvent.Parse(line) is var entry
            && (entry.IsReference || entry.Type == "corrected" || entry.OccurredAt <= at)), zone, at);

    // Concurrent requests are not determined by the seed, so the log that was found wrong is kept for inspection.
    private static string KeptLog(int seed) => Path.Combine(Path.GetTempPath(), $"ordertracking-oracle-{seed}.ndjson");
}
