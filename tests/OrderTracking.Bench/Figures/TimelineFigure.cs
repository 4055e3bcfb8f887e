using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Figures;

/// <param name="unchanged">Whether callers have the timelines already and name their ETags, so that the answers are 304.</param>
/// <param name="aim">The ratio to reach.</param>
internal sealed class TimelineFigure(bool unchanged, double aim) : Figure
{
    private const int Connections = 64;

    private byte[][]? _tags;

    public override string Name => unchanged ? "timeline-304" : "timeline";

    public override string Unit => "timelines/s";

    public override string Workload =>
        "GET /v1/waybills/{number}/timeline of a random waybill of 50,000 with 6 or 8 events"
        + $"{(unchanged ? ", If-None-Match: its ETag" : "")}; {Connections} connections, closed loop. "
        + $"Limit: pgbench on the same rows, {Connections} clients, one select of a stream's events in order of version.";

    public override Aim Aim => new Aim.Ratio(aim);

    public override Stage Stage => Stage.History;

    public override async Task PrepareAsync(Bench bench)
    {
        if (!unchanged)
            return;
        var tags = new byte[Stage.Waybills][];
        await Parallel.ForAsync(0, tags.Length, new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (waybill, _) => tags[waybill] = await Timelines.TagAsync(bench.Service.Http, Stage.Prefix, waybill));
        _tags = tags;
    }

    // Read from the service's own database: the same rows, in the same pages, equally warm.
    public override async Task<Measurement?> LimitAsync(Bench bench) => await bench.DriveAsync(
        new Pgbench(bench.Postgres, Stage.Database, [$"""
            \set n random({Freight.First}, {Freight.First + Stage.Waybills - 1})
            select seq_id, id, version, type, timestamp, data, headers, correlation_id, causation_id,
            user_name from mt_events where stream_id = '{Stage.Prefix}' || :n order by version;

            """], new Dictionary<string, string>()),
        Connections);

    public override Task<Measurement> ServiceAsync(Bench bench)
    {
        var (result, cpu) = bench.Drive(new Timelines(bench.Service.Host, Stage.Prefix, Stage.Waybills, tags: _tags), Connections);
        return Task.FromResult(new Measurement(result.PerSecond, result.Describe(), cpu, result.Fault));
    }
}
