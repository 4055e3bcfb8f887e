using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Projections;

namespace OrderTracking.Application.Projecting;

/// <summary>
/// Keeps the views up with the log. Rows and position are written in one transaction, and only if the position is still the expected one,
/// so each event takes effect once even if a node dies or two nodes lead.
/// </summary>
public sealed partial class Projector(IEventLog log, IViewStore store, WaybillCache cache, WaybillReader reader, Projection projection,
    ILogger<Projector> logger) : ILeaderTask
{
    private const int PageSize = 2_000;
    /// <summary>
    /// The least time between two pages. The first event of a burst is taken at once; those that follow are taken together, which costs a
    /// fraction of taking each by itself.
    /// </summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(40);

    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(1), AfterFault = TimeSpan.FromSeconds(1);

    public async Task Run(CancellationToken cancellationToken)
    {
        while (true)
            try
            {
                await Follow(cancellationToken);
            }
#pragma warning disable CA1031 // Whatever the fault, the views must go on: log it, wait a second, continue from their position.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(AfterFault, cancellationToken);
            }
    }

    private async Task Follow(CancellationToken cancellationToken)
    {
        var position = await store.Position(cancellationToken);
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            var appended = log.NextAppend();
            var changed = await log.ReadChangedStreams(position, PageSize, cancellationToken);
            if (changed.Events > 0)
            {
                var changes = await Changes(position, changed, cancellationToken);
                position = await store.Commit(position, changed.To, changes, cancellationToken)
                    ? changed.To : await store.Position(cancellationToken);
            }
            if (changed.Events == PageSize) continue;
            if (changed.Events == 0) await appended.WaitAtMost(AtRest, cancellationToken);
            else if (BetweenPages - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } rest) await Task.Delay(rest, cancellationToken);
        }
    }

    private async Task<ViewChanges> Changes(long from, ChangedStreams changed, CancellationToken cancellationToken)
    {
        var to = changed.To;
        var changes = new ViewChanges();
        var missing = new List<string>();
        foreach (var (number, last) in changed.Waybills)
        {
            var waybill = cache.Find(number);
            if (waybill?.History.Position < last && waybill.History.Events.Count > WaybillReader.Long)
                waybill = await reader.Fresh(number, waybill, cancellationToken);
            if (waybill?.History.Position >= last) projection.Add(from, to, waybill.History, changes);
            else missing.Add(number);
        }
        if (missing.Count > 0)
            foreach (var history in await log.Read(missing, cancellationToken))
                projection.Add(from, to, history, changes);
        if (changed.Cases.Count > 0)
            foreach (var history in await log.ReadCases(changed.Cases, cancellationToken))
                Projection.Add(history.KnownAtPosition(from).Version, history.KnownAtPosition(to), changes);
        return changes;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The views stand still; trying again")]
    private partial void LogFault(Exception fault);
}
