using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>A loading plan compared with what was loaded.</summary>
/// <param name="Planned">Pieces planned to be loaded for the next station.</param>
/// <param name="Loaded">How many of those have been loaded.</param>
/// <param name="Wrong">Pieces loaded at the station for a next station that no plan names (错装).</param>
public sealed record LoadingCheck(string NextStation, DateOnly PlannedFor, string? LoadingList, int Planned, int Loaded, int Wrong);

/// <summary>Compares plans with loadings, for the checks at 10:00 and 17:00.</summary>
internal static class LoadingPlans
{
    /// <summary>
    /// Pieces loaded for a next station fill its plans in order of day. A plan after one that was not kept is for the same goods, so the
    /// plans together never ask for more pieces than the waybill has.
    /// </summary>
    public static IEnumerable<(RecordedEvent<WaybillEvent> Entry, LoadingCheck Check, DateTimeOffset? LoadedInFullAt)> Of(
        History history, Received received)
    {
        List<(RecordedEvent<WaybillEvent> Entry, LoadingPlanned Plan)>? plans = null;
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is LoadingPlanned planned) (plans ??= []).Add((entry, planned));
        if (plans is null) yield break;
        foreach (var leg in plans.GroupBy(plan => (plan.Plan.Station, plan.Plan.NextStation)))
        {
            var loadings = Loadings(history, leg.Key.Station).Where(loaded => loaded.NextStation == leg.Key.NextStation).ToList();
            var wrong = Loadings(history, leg.Key.Station)
                .Where(loaded => loaded.NextStation is { } next
                    && !plans.Any(other => other.Plan.Station == leg.Key.Station && other.Plan.NextStation == next))
                .Sum(loaded => (long)loaded.Pieces);
            var loaded = loadings.Sum(loading => (long)loading.Pieces);
            var asked = 0L;
            foreach (var (entry, plan) in leg.OrderBy(plan => plan.Plan.PlannedFor))
            {
                var pieces = Math.Min(plan.Pieces ?? received.Pieces, received.Pieces);
                asked = Math.Min(asked + pieces, received.Pieces);
                var missing = Math.Clamp(asked - loaded, 0, pieces);
                yield return (
                    entry,
                    new(plan.NextStation, plan.PlannedFor, plan.LoadingList, pieces, (int)(pieces - missing),
                        (int)Math.Min(wrong, missing)),
                    Reached(loadings, asked));
            }
        }
    }

    private static IEnumerable<Loaded> Loadings(History history, string station) =>
        history.EffectiveEvents.Select(entry => entry.Event).OfType<Loaded>().Where(loaded => loaded.Station == station);

    private static DateTimeOffset? Reached(List<Loaded> loadings, long asked)
    {
        var loaded = 0L;
        foreach (var loading in loadings)
            if ((loaded += loading.Pieces) >= asked) return loading.OccurredAt;
        return null;
    }
}
