using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using OrderTracking.Bench.Load;

namespace OrderTracking.Bench.Figures;

internal sealed class LagFigure(IngestRate rate) : Figure
{
    private const int Connections = 64;
    private static readonly long SampleEvery = Stopwatch.Frequency / 50;

    public override string Name => "lag";

    public override string Unit => "ms (p99)";

    public override string Workload =>
        "The events of single-256 at half of the best rate that was measured there, at an even pace whatever the answers do. Every 20 ms "
        + "one acknowledged position is waited for: GET /v1/waybills?limit=1&waitFor=position. The lag runs from reading the "
        + "acknowledgement "
        + "to reading the view's answer, so it includes that request.";

    public override Aim Aim => new Aim.Ceiling(500);

    public override Stage Stage => Stage.Waiting;

    public override Task PrepareAsync(Bench bench)
    {
        if (rate.Best is null)
        {
            rate.Best = bench.Drive(new SingleEvents(bench.Service.Host, Stage.Prefix, Stage.Waybills), 256).Result.PerSecond;
            Notes.Add("single-256 was not asked for; its rate was taken from one run.");
        }

        Notes.Add(string.Create(CultureInfo.InvariantCulture, $"pace: {rate.Best / 2:0} events/s, half of {rate.Best:0}."));
        return Task.CompletedTask;
    }

    public override async Task<Measurement> ServiceAsync(Bench bench)
    {
        var samples = new ConcurrentQueue<(long, long)>();
        var from = Stopwatch.GetTimestamp() + (long)(bench.Options.WarmUp.TotalSeconds * Stopwatch.Frequency);
        var next = from;
        var events = new SingleEvents(bench.Service.Host, Stage.Prefix, Stage.Waybills, rate.Best!.Value / 2, (position, now) =>
        {
            if (now < next)
                return;
            samples.Enqueue((position, now));
            next = now + SampleEvery;
        });

        var waiters = new Waiters(bench.Service.Host, samples);
        using var loop = new LoadLoop(bench.Service.Endpoint, Connections);
        var waiting = Task.Factory.StartNew(() => loop.RunToEnd(waiters), TaskCreationOptions.LongRunning);
        var (posted, cpu) = bench.Drive(events, Connections);
        waiters.Over = true;
        var waited = await waiting;

        waiters.LagMicroseconds.Sort();
        var lag = waiters.LagMicroseconds;
        var pace = rate.Best.Value / 2;
        var slow = posted.PerSecond < 0.95 * pace
            ? string.Create(CultureInfo.InvariantCulture, $"only {posted.PerSecond:0} of {pace:0} events/s were taken") : null;
        return new Measurement(LoadResult.Quantile(lag, 0.99) / 1000,
            string.Create(CultureInfo.InvariantCulture,
                $"{lag.Count} samples, p50 {LoadResult.Quantile(lag, 0.5) / 1000:0.0}, max "
                + $"{(lag.Count == 0 ? 0 : lag[^1] / 1000.0):0.0} ms; ")
            + string.Create(CultureInfo.InvariantCulture,
                $"{posted.PerSecond:0} events/s were posted, {posted.Describe()}, at worst {events.WorstBacklog} behind the pace"),
            cpu, waited.Fault ?? posted.Fault ?? slow);
    }
}
