using System.Diagnostics.Metrics;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Diagnostics;

/// <summary>
/// How far the views, the deadlines and the webhooks are behind. A collection starts queries of the database, at most every 3 seconds, and
/// reports the results of the previous ones, so collecting never waits for the database.
/// </summary>
public sealed class LagGauges
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(3);

    private readonly IViewStore store;
    private readonly IEventLog log;
    private readonly IDeadlinesView deadlines;
    private readonly IWebhooks webhooks;
    private readonly IStoreState state;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private Measurement<double>[] views = [];
    private Measurement<double>[] oldest = [];
    private Measurement<double>[] skew = [];
    private Measurement<double>[] webhookLag = [];
    private Measurement<double>[] waiting = [];
    private Measurement<double>[] endpoints = [];
    private long lookedAt;
    private Task looking = Task.CompletedTask;

    public LagGauges(Telemetry telemetry, IViewStore store, IEventLog log, IDeadlinesView deadlines, IWebhooks webhooks,
        IStoreState state, TimeProvider clock)
    {
        (this.store, this.log, this.deadlines, this.webhooks, this.state, this.clock) = (store, log, deadlines, webhooks, state, clock);
        telemetry.Meter.CreateObservableGauge("ordertracking.view.lag", () => Look(ref views), "s",
            "Time since the first event that a view lacks was recorded.");
        telemetry.Meter.CreateObservableGauge(
            "ordertracking.deadline.oldest", () => Look(ref oldest), "s",
            "Time since the first deadline that is to be raised was due; 0 when there is none.");
        telemetry.Meter.CreateObservableGauge("ordertracking.clock.skew", () => Look(ref skew), "s",
            "By how much the database's clock is ahead of this node's; negative when it is behind.");
        telemetry.Meter.CreateObservableGauge("ordertracking.webhook.lag", () => Look(ref webhookLag), "s",
            "Time since the first event that an active webhook has not come to was recorded; 0 when there is none.");
        telemetry.Meter.CreateObservableGauge("ordertracking.webhook.waiting", () => Look(ref waiting), "{delivery}",
            "Deliveries of active webhooks that wait for a try, or behind one that does.");
        telemetry.Meter.CreateObservableGauge("ordertracking.webhook.endpoints", () => Look(ref endpoints), "{endpoint}",
            "Webhooks, by status.");
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

            var backlog = await webhooks.Backlog(CancellationToken.None);
            Volatile.Write(ref webhookLag, [new(backlog.Position is { } reached ? await LagAfter(reached) : 0)]);
            Volatile.Write(ref waiting, [new(backlog.Waiting)]);
            Volatile.Write(ref endpoints,
                [Endpoints("active", backlog.Active), Endpoints("paused", backlog.Paused), Endpoints("disabled", backlog.Disabled)]);

            var states = await store.States(CancellationToken.None);
            var lag = await LagAfter(states.Min(state => state.Position));
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
            Volatile.Write(ref webhookLag, []);
            Volatile.Write(ref waiting, []);
            Volatile.Write(ref endpoints, []);
        }
    }

    private static Measurement<double> Endpoints(string status, int count) =>
        new(count, new KeyValuePair<string, object?>("status", status));

    private async Task<double> LagAfter(long position) => await RecordedAfter(position) is { } recordedAt
        ? Math.Max(0, (clock.GetUtcNow() - recordedAt).TotalSeconds) : 0;

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
