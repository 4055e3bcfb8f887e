using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Projecting;

/// <summary>
/// Builds views anew beside the live ones and swaps them in: readers never see a half-built view, and the live ones go on
/// meanwhile.
/// </summary>
public sealed partial class Rebuilder(
    IEventLog log, IViewStore store, Turn turn, Projection projection, CatchingUp catchingUp, TimeProvider clock, ILogger<Rebuilder> logger) : IDuty
{
    private const int WaybillsPerFill = 1_000, MovesAtSwap = 500;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>Looks for views to rebuild, until it is cancelled.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var due = await store.RebuildsDue(cancellation);
                if (due.Count > 0) await Rebuild(due, cancellation);
            }
#pragma warning disable CA1031 // A rebuild that failed is still due: say it, and begin again.
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
            }
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    private async Task Rebuild(IReadOnlyList<string> due, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var views = due.ToHashSet();
        await using var rebuild = await store.BeginRebuild(due, cancellation);
        var at = await Position(cancellation);
        var events = await Fill(rebuild, views, at, cancellation);
        await rebuild.Filled(cancellation);
        var behind = long.MaxValue;
        while (true)
        {
            // Far behind the live views, however far those are behind the log: catch up beside them, as long as that brings them nearer.
            // Near, or no nearer because they run as fast: hold them still for the last step.
            var live = await Position(cancellation);
            if (live - at > MovesAtSwap && live - at <= behind / 2)
            {
                (events, behind) = (events + live - at, live - at);
                while (at < live) at = await catchingUp.Step(rebuild, views, at, live, cancellation);
                continue;
            }
            try
            {
                using (await turn.Take(cancellation))
                {
                    live = await Position(cancellation);
                    while (at < live) at = await catchingUp.Step(rebuild, views, at, live, cancellation);
                    var facts = new RebuildFacts(events, Stopwatch.GetElapsedTime(started).TotalSeconds, clock.GetUtcNow());
                    // No: another node leads by now, and what is due is its business.
                    if (await rebuild.Swap(live, facts, cancellation)) LogRebuilt(due, facts.Events, facts.Seconds);
                }
                return;
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
                events += history.Recorded.Count;
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

    private async Task<long> Position(CancellationToken cancellation) => (await store.States(cancellation)).Min(state => state.Position);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilt {Views} from {Events} events in {Seconds:0.0} s")]
    private partial void LogRebuilt(IReadOnlyList<string> views, long events, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "A rebuild failed and begins again; the live views are untouched")]
    private partial void LogFault(Exception fault);
}
