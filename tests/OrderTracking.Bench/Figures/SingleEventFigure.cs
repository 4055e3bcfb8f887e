using System.Globalization;
using OrderTracking.Bench.Load;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Figures;

/// <summary>Passes the best rate of single events to the figure that runs at half of it.</summary>
internal sealed class IngestRate
{
    public double? Best { get; set; }
}

internal sealed class SingleEventFigure(int connections, double aim, SingleEventLimit limit, IngestRate? rate) : Figure
{
    private static readonly int[] Tried = [8, 16, 32, 64, 128, 256];

    private Pgbench? _pgbench;
    private int _clients;

    public override string Name => $"single-{connections}";

    public override string Unit => "events/s";

    public override string Workload =>
        $"POST /v1/waybills/{{number}}/events, one event each (stockedIn, sorted, customerNotified, loadingPlanned in turn) of a random "
        + $"waybill of 60,000; {connections} connection(s), closed loop. Limit: pgbench, one statement per event that updates the "
        + $"mt_streams row and inserts the mt_events row; {(connections == 1 ? "1 client" : "at its best client count")}.";

    public override Aim Aim => new Aim.Ratio(aim);

    public override Stage Stage => Stage.Waiting;

    public override async Task PrepareAsync(Bench bench)
    {
        _pgbench = await limit.OnceAsync(bench);
        _clients = connections;
        if (connections == 1)
            return;

        // The time of a trial includes connecting, which takes a while for many clients.
        var trial = TimeSpan.FromSeconds(Math.Max(3, bench.Options.WarmUpSeconds));
        var rates = new List<(int Clients, double PerSecond)>();
        foreach (var clients in Tried)
            rates.Add((clients, (await _pgbench.RunAsync(clients, trial)).PerSecond));
        _clients = rates.MaxBy(rate => rate.PerSecond).Clients;
        Notes.Add("pgbench by clients: "
            + string.Join(", ", rates.Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Clients}: {rate.PerSecond:0}/s")))
            + $"; {_clients} are used.");
    }

    public override async Task<Measurement?> LimitAsync(Bench bench) => await bench.DriveAsync(_pgbench!, _clients);

    public override async Task<Measurement> ServiceAsync(Bench bench)
    {
        var (result, cpu) = bench.Drive(new SingleEvents(bench.Service.Host, Stage.Prefix, Stage.Waybills), connections);
        var caughtUp = await bench.ViewsAsync();
        if (rate is not null)
            rate.Best = Math.Max(rate.Best ?? 0, result.PerSecond);
        return new Measurement(result.PerSecond,
            result.Describe() + string.Create(CultureInfo.InvariantCulture, $"; views caught up {caughtUp.TotalSeconds:0.0} s later"), cpu,
            result.Fault);
    }
}
