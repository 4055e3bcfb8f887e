using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Figures;

internal sealed class TimelineFigure : Figure
{
    private const int Connections = 64;

    public override string Name => "timeline";

    public override string Unit => "timelines/s";

    public override string Workload =>
        $"GET /v1/waybills/{{number}}/timeline of a random waybill of 50,000 with 6 or 8 events; {Connections} connections, closed loop. "
        + $"Limit: pgbench on the same rows, {Connections} clients, one select of a stream's events in order of version.";

    public override Aim Aim => new Aim.Ratio(0.45);

    public override Stage Stage => Stage.History;

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
        var (result, cpu) = bench.Drive(new Timelines(bench.Service.Host, Stage.Prefix, Stage.Waybills), Connections);
        return Task.FromResult(new Measurement(result.PerSecond, result.Describe(), cpu, result.Fault));
    }
}
