using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using OrderTracking.Marten.Messages;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Marten.Views;

/// <summary>
/// One view as a projection of Marten's daemon: of each waybill that a page of the log moves, the rows of its whole history, and the
/// difference to those it had, are written with the shard's progress in one transaction.
/// </summary>
internal sealed class ViewProjection(ViewTable table, Func<Histories> histories, Func<DeadlineSchedule>? deadlines = null) : IProjection
{
    private readonly HashSet<string> view = [table.View];

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        if (events.Count == 0) return;
        var (from, to) = (events[0].Sequence - 1, events[^1].Sequence);
        var changes = new ViewChanges();
        foreach (var history in await histories().Moved(events, cancellation)) histories().Projection.Add(from, to, history, changes, view);
        operations.QueueRows(table.Commands(changes, table.Table), shard: $"{table.View}:All");
        if (deadlines is not null && changes.Deadlines.Put.Count > 0) await deadlines().Follow(changes.Deadlines.Put, (IDocumentSession)operations);
    }
}

/// <summary>Histories of the waybills that a page of the log moves.</summary>
internal sealed class Histories(IEventLog log, WaybillCache cache, Projection projection)
{
    public Projection Projection => projection;

    /// <summary>At least as long as at the end of the page.</summary>
    public async Task<IReadOnlyList<History>> Moved(IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var moved = new Dictionary<string, long>();
        foreach (var entry in events)
            if (ReferenceStreams.IsWaybill(entry.StreamKey!)) moved[entry.StreamKey!] = entry.Sequence;
        var (found, missing) = (new List<History>(moved.Count), new List<string>());
        foreach (var (number, last) in moved)
            if (cache.Find(number) is { } waybill && waybill.History.Position >= last) found.Add(waybill.History);
            else missing.Add(number);
        foreach (var history in await log.Read(missing, cancellation))
        {
            // The other views' shards are about to ask for the same.
            cache.Keep(new(history));
            found.Add(history);
        }
        return found;
    }
}
