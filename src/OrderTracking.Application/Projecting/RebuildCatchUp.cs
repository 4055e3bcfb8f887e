using OrderTracking.Application.Ports;
using OrderTracking.Domain.Projections;

namespace OrderTracking.Application.Projecting;

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
        await rebuild.Replace([.. changed.Waybills.Keys], changes, cancellationToken);
        return to;
    }
}
