using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Projecting;

/// <summary>Brings views that are rebuilt nearer to the live ones.</summary>
public sealed class RebuildCatchUp(IEventLog log, Projection projection)
{
    private const int EventsPerPage = 5_000;

    /// <summary>One page nearer, and never past the live views: at the swap the new ones must stand exactly where those stand.</summary>
    /// <returns>Where they are now.</returns>
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
