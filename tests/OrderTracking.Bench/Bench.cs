using System.Diagnostics;
using System.Globalization;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench;

/// <summary>The server, the service and the stage: what every figure needs for measuring.</summary>
internal sealed class Bench(Options options) : IAsyncDisposable
{
    private Service? _service;
    private Stage? _stage;
    private string? _engine;

    public Options Options => options;

    public Postgres Postgres { get; } = new();

    public Service Service => _service ?? throw new InvalidOperationException("No stage is set.");

    public Stage Stage => _stage ?? throw new InvalidOperationException("No stage is set.");

    public static void Say(string line) =>
        Console.Error.WriteLine($"{DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {line}");

    /// <summary>Starts the service on the stage's database and fills it, unless that is done; each engine gets a fresh one.</summary>
    public async Task SetAsync(Stage stage, string engine)
    {
        if (stage == _stage && engine == _engine)
            return;

        await DisposeAsync();
        // The database is another engine's, or was left half filled when the service failed in an earlier figure.
        await Postgres.DoAsync("postgres", $"drop database if exists {stage.Database} with (force)");
        await Postgres.DoAsync("postgres", $"create database {stage.Database}");
        _service = await Service.StartAsync(Postgres, stage.Database, engine);
        var since = Stopwatch.StartNew();
        stage.Fill(_service);
        (_stage, _engine) = (stage, engine);
        await ViewsAsync();
        await Postgres.DoAsync(stage.Database, "vacuum analyze");
        Say($"put in with {engine}: {stage.Contents}, in {since.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>The end of the service's log; null when none is running.</summary>
    public async Task<string?> LastWordsAsync() => _service is null ? null : await _service.LastWordsAsync();

    public Task<long> PositionAsync() => Postgres.AskAsync<long>(Stage.Database, "select coalesce(max(seq_id), 0) from mt_events");

    /// <summary>Waits until the views have projected the whole log.</summary>
    public async Task<TimeSpan> ViewsAsync() => await Service.ViewsReachAsync(await PositionAsync());

    /// <summary>
    /// Gives both sides the same start: nothing left to project, and a checkpoint just made, so that both write as many full pages into the
    /// write-ahead log.
    /// </summary>
    public async Task QuietAsync()
    {
        await ViewsAsync();
        await Postgres.DoAsync("postgres", "checkpoint");
    }

    public Cpu CpuNow() => Cpu.Now(_service?.ProcessId, Postgres.ProcessId);

    /// <summary>Drives the service for the time asked for, after a warm-up, and measures who used the processors.</summary>
    public (LoadResult Result, Cpu Cpu) Drive(IWorkload workload, int connections)
    {
        using var loop = new LoadLoop(Service.Endpoint, connections);
        Cpu from = default, to = default;
        var result = loop.Run(workload, options.WarmUp, options.Measured, () => from = CpuNow(), () => to = CpuNow());
        return (result, to - from);
    }

    /// <summary>The same with pgbench.</summary>
    public async Task<Figures.Measurement> DriveAsync(Pgbench pgbench, int clients)
    {
        await pgbench.RunAsync(clients, options.WarmUp);
        var from = CpuNow();
        var (perSecond, note) = await pgbench.RunAsync(clients, options.Measured);
        return new Figures.Measurement(perSecond, note, CpuNow() - from);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        (_service, _stage, _engine) = (null, null, null);
    }
}
