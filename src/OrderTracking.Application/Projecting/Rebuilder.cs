using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Projections;

namespace OrderTracking.Application.Projecting;

/// <summary>
/// Builds views anew in tables beside the live ones and swaps them: readers never see a half-built view, and the live views are kept up
/// meanwhile.
/// </summary>
public sealed class Rebuilder(
    IEventLog log, IViewStore store, Projection projection, RebuildCatchUp catchUp, TimeProvider clock,
    ILogger<Rebuilder> logger) : RebuildLoop(logger)
{
    private const int WaybillsPerFill = 1_000, MaxEventsAtSwap = 500;

    protected override Task<IReadOnlyList<string>> Due(CancellationToken cancellationToken) => store.RebuildsDue(cancellationToken);

    protected override async Task Rebuild(IReadOnlyList<string> due, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var views = due.ToHashSet();
        await using var rebuild = await store.BeginRebuild(due, cancellationToken);
        var at = await store.Position(cancellationToken);
        var events = await Fill(rebuild, views, at, cancellationToken);
        await rebuild.Filled(cancellationToken);
        var behind = long.MaxValue;
        while (true)
        {
            // More than 500 events behind the live views: catch up while these go on, as long as each round at least halves the distance.
            // Otherwise hold them for the last step: where pages follow one another faster than it is done, it would never come to an end.
            var live = await store.Position(cancellationToken);
            if (live - at > MaxEventsAtSwap && live - at <= behind / 2)
            {
                (events, behind) = (events + live - at, live - at);
                while (at < live) at = await catchUp.Step(rebuild, views, at, live, cancellationToken);
                continue;
            }
            try
            {
                live = await rebuild.HoldViews(cancellationToken);
                while (at < live) at = await catchUp.Step(rebuild, views, at, live, cancellationToken);
                var summary = new RebuildSummary(events, Stopwatch.GetElapsedTime(started).TotalSeconds, clock.GetUtcNow());
                if (await rebuild.Swap(live, summary, cancellationToken))
                {
                    LogRebuilt(due, summary.Events, summary.Seconds);
                    return;
                }
                // The views had no position yet that could be held, and have begun meanwhile.
            }
            catch (ViewsInUseException)
            {
                // A long report reads the live views. They are no longer held, so that they go on; then try again.
                behind = long.MaxValue;
                await Task.Delay(BetweenLooks, cancellationToken);
            }
        }
    }

    private async Task<long> Fill(IViewRebuild rebuild, HashSet<string> views, long upTo, CancellationToken cancellationToken)
    {
        var events = 0L;
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var full = Channel.CreateBounded<ViewChanges>(2);
        var writing = Write();
        try
        {
            var (rows, waybills) = (new ViewChanges(), 0);
            await foreach (var history in log.Histories(upTo, failing.Token))
            {
                projection.Add(0, history, rows, views);
                events += history.Events.Count;
                if (++waybills < WaybillsPerFill) continue;
                await full.Writer.WriteAsync(rows, failing.Token);
                (rows, waybills) = (new(), 0);
            }
            // Cases are few beside waybills, so they are read by their keys.
            string? last = null;
            while (await log.CaseKeys(null, last, WaybillsPerFill, failing.Token) is { Count: > 0 } cases)
            {
                foreach (var history in await log.ReadCases(cases, failing.Token))
                {
                    Projection.Add(0, history.KnownAtPosition(upTo), rows, views);
                    events += history.Events.Count;
                }
                last = cases[^1];
                await full.Writer.WriteAsync(rows, failing.Token);
                rows = new();
            }
            await full.Writer.WriteAsync(rows, failing.Token);
        }
        finally
        {
            full.Writer.Complete();
            await writing;
        }
        return events;

        async Task Write()
        {
            try
            {
                await foreach (var rows in full.Reader.ReadAllAsync(failing.Token)) await rebuild.Fill(rows, failing.Token);
            }
            catch
            {
                await failing.CancelAsync();
                throw;
            }
        }
    }
}

/// <summary>Advances views that are being rebuilt towards the live ones.</summary>
public sealed class RebuildCatchUp(IEventLog log, Projection projection)
{
    private const int EventsPerPage = 5_000;

    /// <summary>Advances by one page, never past the live views: at the swap both must be at exactly the same position.</summary>
    /// <returns>The position reached.</returns>
    public async Task<long> Step(IViewRebuild rebuild, IReadOnlySet<string> views, long at, long live, CancellationToken cancellationToken)
    {
        var changed = await log.ReadChangedStreams(at, EventsPerPage, cancellationToken);
        var to = Math.Min(changed.To, live);
        if (to <= at) return at;
        var changes = new ViewChanges();
        foreach (var history in await log.Read([.. changed.Waybills.Keys], cancellationToken))
            projection.Add(0, history.KnownAtPosition(to), changes, views);
        if (changed.Cases.Count > 0)
            foreach (var history in await log.ReadCases(changed.Cases, cancellationToken))
                Projection.Add(0, history.KnownAtPosition(to), changes, views);
        await rebuild.Replace([.. changed.Waybills.Keys, .. changed.Cases], changes, cancellationToken);
        return to;
    }
}
