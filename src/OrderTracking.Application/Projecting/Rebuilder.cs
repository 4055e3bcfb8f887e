using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Projecting;

/// <summary>
/// Builds views anew beside the live ones and swaps them in: readers never see a half-built view, and the live ones go on
/// meanwhile.
/// </summary>
public sealed class Rebuilder(
    IEventLog log, IViewStore store, ViewUpdateLock turn, Projection projection, RebuildCatchUp catchingUp, TimeProvider clock, ILogger<Rebuilder> logger) : RebuildLoop(logger)
{
    private const int WaybillsPerFill = 1_000, MaxEventsAtSwap = 500;

    protected override Task<IReadOnlyList<string>> Due(CancellationToken cancellation) => store.RebuildsDue(cancellation);

    protected override async Task Rebuild(IReadOnlyList<string> due, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var views = due.ToHashSet();
        await using var rebuild = await store.BeginRebuild(due, cancellation);
        var at = await store.Position(cancellation);
        var events = await Fill(rebuild, views, at, cancellation);
        await rebuild.Filled(cancellation);
        var behind = long.MaxValue;
        while (true)
        {
            // Far behind the live views, however far those are behind the log: catch up beside them, as long as that brings them nearer.
            // Near, or no nearer because they run as fast: hold them still for the last step.
            var live = await store.Position(cancellation);
            if (live - at > MaxEventsAtSwap && live - at <= behind / 2)
            {
                (events, behind) = (events + live - at, live - at);
                while (at < live) at = await catchingUp.Step(rebuild, views, at, live, cancellation);
                continue;
            }
            try
            {
                using (await turn.Acquire(cancellation))
                {
                    live = await store.Position(cancellation);
                    while (at < live) at = await catchingUp.Step(rebuild, views, at, live, cancellation);
                    var facts = new RebuildSummary(events, Stopwatch.GetElapsedTime(started).TotalSeconds, clock.GetUtcNow());
                    if (await rebuild.Swap(live, facts, cancellation))
                    {
                        LogRebuilt(due, facts.Events, facts.Seconds);
                        return;
                    }
                    // The views moved on in between: by an engine that does not wait for this turn, or by a node that leads by now,
                    // in which case this one is about to be told so.
                }
            }
            catch (ViewsInUseException)
            {
                // A long report reads the live views. They go on meanwhile: nobody stands still for it.
                behind = long.MaxValue;
                await Task.Delay(BetweenLooks, cancellation);
            }
        }
    }

    private async Task<long> Fill(IViewRebuild rebuild, HashSet<string> views, long upTo, CancellationToken cancellation)
    {
        var events = 0L;
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
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
