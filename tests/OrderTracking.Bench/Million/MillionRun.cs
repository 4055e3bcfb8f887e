using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OrderTracking.Bench.Server;
using OrderTracking.Domain.Events;

namespace OrderTracking.Bench.Million;

/// <summary>A query's latencies while events come in, one request at a time and four.</summary>
internal sealed record Asked(Question Question, Latency Alone, Latency Four);

/// <summary>Everything that was measured with a number of waybills.</summary>
/// <param name="RebuildSeconds">As the service reports it.</param>
/// <param name="Rebuild">Who used the processors during the rebuild.</param>
/// <param name="PeakMiB">The service's peak memory by the end of the rebuild.</param>
/// <param name="Raised">Events that the service's clock recorded before the queries.</param>
/// <param name="Pages">Of the dashboard, while events come in.</param>
/// <param name="Plans">By query; null if the server cannot log plans.</param>
internal sealed record Measured(
    int Waybills, LoadedLog Load, double RebuildSeconds, Cpu Rebuild, double PeakMiB, double DatabaseMiB, long Raised, Ingested Ingest,
    IReadOnlyList<Asked> Questions, IReadOnlyList<PageTimes> Pages,
    IReadOnlyDictionary<string, Plan>? Plans);

/// <summary>A year of freight in a fresh database: written, its views rebuilt by the service, and queried while events come in.</summary>
internal static class MillionRun
{
    private const int PerSecond = 200, Requests = 300, Concurrent = 4, RequestsOfFour = 400;
    private static readonly TimeSpan Timeout = TimeSpan.FromHours(2), BehindTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Null, and a message, if it could not be measured or its views are wrong, so that the results of the other sizes are kept.
    /// </summary>
    public static async Task<Measured?> TryAsync(Postgres postgres, int waybills)
    {
        try
        {
            return await RunAsync(postgres, waybills);
        }
#pragma warning disable CA1031 // Whatever fails, the other sizes are reported.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Bench.Say(string.Create(CultureInfo.InvariantCulture, $"{waybills:#,0} waybills: FAILED: {failure}"));
            return null;
        }
    }

    private static async Task<Measured> RunAsync(Postgres postgres, int waybills)
    {
        var database = $"bench_million_{waybills}";
        await postgres.DoAsync("postgres", $"drop database if exists {database} with (force)");
        await postgres.DoAsync("postgres", $"create database {database}");
        var connectionString = postgres.ConnectionString(database);
        // The first start makes the tables and registers the views.
        await using (await Service.StartAsync(postgres, database)) { }

        var year = new YearOfFreight(waybills, DateTimeOffset.UtcNow);
        var before = Cpu.Now(null, postgres.ProcessId);
        var load = await LogLoad.RunAsync(connectionString, year);
        var loading = Cpu.Now(null, postgres.ProcessId) - before;
        Bench.Say(string.Create(CultureInfo.InvariantCulture,
            $"{waybills:#,0} waybills: {load.Events:#,0} events made and copied in {load.Written.TotalSeconds:0} s, ")
            + string.Create(CultureInfo.InvariantCulture, $"indexed and vacuumed in {load.Indexed.TotalSeconds:0} s [{loading}]"));

        await using var service = await Service.StartAsync(postgres, database);
        before = Cpu.Now(service.ProcessId, postgres.ProcessId);
        var seconds = await RebuiltAsync(service);
        var rebuilding = Cpu.Now(service.ProcessId, postgres.ProcessId) - before;
        var peak = service.MemoryMiB("VmHWM");
        Bench.Say(string.Create(CultureInfo.InvariantCulture,
            $"{waybills:#,0} waybills: views rebuilt in {seconds:0.0} s, {load.Events / seconds:#,0} events/s, peak {peak:0} MiB "
            + $"[{rebuilding}]"));

        var since = Stopwatch.StartNew();
        await postgres.DoAsync(database, "vacuum analyze");
        await postgres.DoAsync(database, "checkpoint");
        var raised = await RaisedAsync(postgres, database, load.Events);
        var megabytes = await postgres.AskAsync<long>(database, "select pg_database_size(current_database())") / (1024.0 * 1024);
        Bench.Say(string.Create(CultureInfo.InvariantCulture,
            $"{waybills:#,0} waybills: vacuumed in {since.Elapsed.TotalSeconds:0} s; {megabytes:#,0} MiB; the clock raised {raised}"));

        // Wrong views answer as fast as right ones, so nothing is measured on them.
        var wrong = await ViewCheck.DifferencesAsync(connectionString, service.Http, year.Expected, BehindTimeout);
        if (wrong.Count > 0)
            throw new InvalidOperationException($"The views are not those of the freight:\n{string.Join('\n', wrong)}");
        Bench.Say($"{waybills:#,0} waybills: the views stand at the log's end; rows and figures are the generator's");

        var endpoint = new Uri($"http://{service.Endpoint}");
        var questions = Question.All(year.Network, DateTimeOffset.UtcNow);
        var (ingest, asked, pages) = await AskAsync(endpoint, year.Network, questions);
        if (await ViewCheck.BehindAsync(connectionString, service.Http, BehindTimeout) is { } behind)
            throw new InvalidOperationException($"The views did not keep up with the events that came in: {behind}");
        var plans = await Plans.OfAsync(postgres, database, endpoint, questions);
        return new Measured(waybills, load, seconds, rebuilding, peak, megabytes, raised, ingest, asked, pages, plans);
    }

    private static async Task<(Ingested, IReadOnlyList<Asked>, IReadOnlyList<PageTimes>)> AskAsync(Uri service, Network network,
        IReadOnlyList<Question> questions)
    {
        var ingest = new SteadyIngest(service, network, PerSecond);
        ingest.Begin();
        await Task.Delay(TimeSpan.FromSeconds(3));
        var asked = new List<Asked>();
        foreach (var question in questions)
        {
            var alone = await Latency.OfAsync(service, question.Path, Requests, 1);
            var four = await Latency.OfAsync(service, question.Path, RequestsOfFour, Concurrent);
            asked.Add(new Asked(question, alone, four));
            Bench.Say(string.Create(CultureInfo.InvariantCulture,
                $"  {question.Name}: p50 {alone.Median:0.0}, p99 {alone.P99:0.0} ms; {Concurrent} at a time p50 {four.Median:0.0}, p99 "
                + $"{four.P99:0.0} ms"));
        }

        var pages = await Pages.MeasureAsync(service, Pages.All(network, DateTimeOffset.UtcNow));
        return (await ingest.EndAsync(), asked, pages);
    }

    /// <summary>Waits until the views are rebuilt; the seconds that this took.</summary>
    public static async Task<double> RebuiltAsync(Service service)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Timeout; await Task.Delay(200))
        {
            using var document = JsonDocument.Parse(await service.Http.GetStringAsync("/v1/views"));
            var views = document.RootElement.GetProperty("items").EnumerateArray().ToList();
            if (await service.HasSaidAsync("A rebuild failed"))
                throw new InvalidOperationException(
                    $"The service could not rebuild its views. Its last words:\n{await service.LastWordsAsync()}");
            if (views.All(view => !view.GetProperty("rebuilding").GetBoolean()))
                return views.Max(view => view.GetProperty("lastRebuild").GetProperty("seconds").GetDouble());
        }

        throw new TimeoutException(
            $"The views were not rebuilt within {Timeout.TotalHours:0} hours. The service's last "
            + $"words:\n{await service.LastWordsAsync()}");
    }

    // Waits until the clock has recorded all deadlines that passed while the log was written and the views were rebuilt.
    private static async Task<long> RaisedAsync(Postgres postgres, string database, long loaded)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(500))
            if (await postgres.AskAsync<long>(database,
                "select count(*) from tracking.deadlines where to_be_raised and due_at < now() - interval '5 seconds'") == 0)
                break;
        var raised = await postgres.AskAsync<long>(database, $"select count(*) from mt_events where seq_id > {loaded}");
        // Whatever else the service appends, the generator has left out.
        var others = await postgres.AskAsync<long>(database, $"select count(*) from mt_events where seq_id > {loaded} "
            + $"and type <> '{EventTypes.FromWire("deadlineMissed")!.Stored}'");
        return others == 0 ? raised : throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"The service appended {others:#,0} events that the freight lacks."));
    }
}
