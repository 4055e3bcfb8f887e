using System.Diagnostics.Metrics;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Diagnostics;

/// <summary>
/// How far the views and the deadlines are behind. A collection starts a query of the database, at most one every 3 seconds, and reports
/// the result of the previous one, so collecting never waits for the database.
/// </summary>
public sealed class LagGauges
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(3);

    private readonly IViewStore store;
    private readonly IEventLog log;
    private readonly IDeadlinesView deadlines;
    private readonly IStoreState state;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private Measurement<double>[] views = [];
    private Measurement<double>[] oldest = [];
    private Measurement<double>[] skew = [];
    private long lookedAt;
    private Task looking = Task.CompletedTask;

    public LagGauges(Telemetry telemetry, IViewStore store, IEventLog log, IDeadlinesView deadlines, IStoreState state,
        TimeProvider clock)
    {
        (this.store, this.log, this.deadlines, this.state, this.clock) = (store, log, deadlines, state, clock);
        telemetry.Meter.CreateObservableGauge("ordertracking.view.lag", () => Look(ref views), "s",
            "Time since the first event that a view lacks was recorded.");
        telemetry.Meter.CreateObservableGauge(
            "ordertracking.deadline.oldest", () => Look(ref oldest), "s",
            "Time since the first deadline that is to be raised was due; 0 when there is none.");
        telemetry.Meter.CreateObservableGauge("ordertracking.clock.skew", () => Look(ref skew), "s",
            "By how much the database's clock is ahead of this node's; negative when it is behind.");
    }

    private Measurement<double>[] Look(ref Measurement<double>[] last)
    {
        lock (gate)
            if (looking.IsCompleted && (lookedAt == 0 || clock.GetElapsedTime(lookedAt) > MinInterval))
                (lookedAt, looking) = (clock.GetTimestamp(), Task.Run(Ask));
        return Volatile.Read(ref last);
    }

    private async Task Ask()
    {
        try
        {
            var now = clock.GetUtcNow();
            var database = await state.Look(CancellationToken.None);
            // The database read its clock somewhere between the two readings of this node's.
            Volatile.Write(ref skew, [new((database.Now - now - ((clock.GetUtcNow() - now) / 2)).TotalSeconds)]);
            var due = await deadlines.ToBeRaised(now, 1, CancellationToken.None);
            Volatile.Write(ref oldest, [new(due.Count == 0 ? 0 : (now - due[0].DueAt).TotalSeconds)]);

            var states = await store.States(CancellationToken.None);
            var next = await RecordedAfter(states.Min(state => state.Position));
            var lag = next is null ? 0 : Math.Max(0, (clock.GetUtcNow() - next.Value).TotalSeconds);
            Volatile.Write(ref views,
                [.. states.Select(state => new Measurement<double>(lag, new KeyValuePair<string, object?>("view", state.View)))]);
        }
#pragma warning disable CA1031 // The health check reports a database that does not answer; the gauges then have no value.
        catch (Exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref views, []);
            Volatile.Write(ref oldest, []);
            Volatile.Write(ref skew, []);
        }
    }

    private async Task<DateTimeOffset?> RecordedAfter(long position)
    {
        try
        {
            return await log.ReadAll(position, 1, CancellationToken.None) is [var next] ? next.Entry.RecordedAt : null;
        }
        catch (UnreadableEventException fault)
        {
            // The views are stopped by this event; the lag is how long ago it was recorded.
            return fault.First.RecordedAt;
        }
    }
}
