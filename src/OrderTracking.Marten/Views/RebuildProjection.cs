using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Reference;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Marten.Views;

/// <summary>
/// Fills a view's table beside the live one with the rows as they were when the rebuild began: each waybill once, whole, with the page
/// that holds its first event.
/// </summary>
internal sealed class RebuildProjection(ViewTable table, string beside, long upTo, Histories histories) : IProjection
{
    private readonly HashSet<string> view = [table.View];
    private long events;

    /// <summary>How many it has seen.</summary>
    public long Events => Interlocked.Read(ref events);

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        Interlocked.Add(ref this.events, events.Count(entry => entry.Sequence <= upTo));
        var begun = events.Where(entry => entry.Version == 1 && entry.Sequence <= upTo && ReferenceStreams.IsWaybill(entry.StreamKey!)).ToList();
        if (begun.Count == 0) return;
        var rows = new ViewChanges();
        foreach (var history in await histories.Moved(begun, cancellation)) histories.Projection.Add(0, history.KnownAtPosition(upTo), rows, view);
        operations.QueueRows(table.Commands(rows, beside, isNew: true), shard: $"{table.View}:V{MartenRebuilder.NextVersion}:All");
    }
}
