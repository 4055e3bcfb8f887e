using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Projecting;

/// <summary>Brings views that are rebuilt nearer to the live ones.</summary>
public sealed class RebuildCatchUp(IEventLog log, Projection projection)
{
    private const int EventsPerPage = 5_000;

    /// <summary>One page nearer, and never past the live views: at the swap the new ones must stand exactly where those stand.</summary>
    /// <returns>Where they are now.</returns>
    public async Task<long> Step(IViewRebuild rebuild, IReadOnlySet<string> views, long at, long live, CancellationToken cancellation)
    {
        var moves = await log.ReadChangedStreams(at, EventsPerPage, cancellation);
        var to = Math.Min(moves.To, live);
        if (to <= at) return at;
        var changes = new ViewChanges();
        foreach (var history in await log.Read([.. moves.Waybills.Keys], cancellation))
            projection.Add(0, history.KnownAtPosition(to), changes, views);
        await rebuild.Replace([.. moves.Waybills.Keys], changes, cancellation);
        return to;
    }
}
