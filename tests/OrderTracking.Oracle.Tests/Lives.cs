using System.Diagnostics;
using OrderTracking.Oracle.Tests.Life;
using Xunit;

namespace OrderTracking.Oracle.Tests;

/// <summary>The lives of all seeds, some at once: much of one is waiting for another node to take the lead.</summary>
public sealed class Lives : IDisposable
{
    private const int AtOnce = 5;

    private readonly SemaphoreSlim free = new(AtOnce);
    private readonly Dictionary<int, Task<Compared>> lived;

    public Lives() => lived = Seeds.ToDictionary(seed => seed, seed => Task.Run(() => Live(seed)));

    public static IEnumerable<int> Seeds =>
        int.TryParse(Environment.GetEnvironmentVariable("ORDERTRACKING_SEED"), out var one) ? [one]
        : Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("ORDERTRACKING_SEEDS"), out var more) ? more : 20);

    internal Task<Compared> Of(int seed) => lived[seed];

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
            await company.Live();
            var over = started.Elapsed;
            var log = (await company.Node.Get("/v1/audit/events")).Text;
            var compared = new Compared(seed);
            try
            {
                await Compare(compared, company, log, life);
            }
            finally
            {
                if (compared.Differences.Count > 0) await Keep(seed, log);
            }
            TestContext.Current.SendDiagnosticMessage(
                $"seed {seed}: {compared.Same} values alike, {compared.Differences.Count} not; {ready.TotalSeconds:0.0} s to start, {(over - ready).TotalSeconds:0.0} s to live, {(started.Elapsed - over).TotalSeconds:0.0} s to compare");
            return compared;
        }
        finally
        {
            free.Release();
        }
    }

    private static async Task Compare(Compared compared, RunningCompany running, string exported, CompanyLife life)
    {
        var company = new Company(exported.Split('\n'), TimeZoneInfo.FindSystemTimeZoneById(life.Zone), running.Now);
        foreach (var fault in company.Faults()) compared.Differs(fault);
        await ViewTables.Compare(compared, running.Database, company.Waybills);
    }

    // Which request met which is not the seed's alone, so the log that was found wrong is kept for whoever looks into it.
    private static Task Keep(int seed, string log) => File.WriteAllTextAsync(Path.Combine(Path.GetTempPath(), $"ordertracking-oracle-{seed}.ndjson"), log);
}
