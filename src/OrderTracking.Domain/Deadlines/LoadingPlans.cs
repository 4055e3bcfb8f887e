using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>A plan to load, and what became of it.</summary>
/// <param name="Pieces">So many were to be loaded.</param>
/// <param name="LoadedInFullAt">When as many had been loaded at the station for the next one.</param>
public sealed record LoadingPlan(Recorded<WaybillEvent> Entry, LoadingPlanned Planned, int Pieces, DateTimeOffset? LoadedInFullAt);

/// <summary>Plans against loadings.</summary>
public static class LoadingPlans
{
    /// <summary>
    /// What was loaded for the next station fills the plans for it in the order of their days. A plan that comes after one that was
    /// not kept is for the same goods, so no more is asked for than the waybill has.
    /// </summary>
    public static IEnumerable<LoadingPlan> Of(History history, Received received)
    {
        List<(Recorded<WaybillEvent> Entry, LoadingPlanned Planned)>? plans = null;
        foreach (var entry in history.Happened)
            if (entry.Event is LoadingPlanned planned) (plans ??= []).Add((entry, planned));
        if (plans is null) yield break;
        foreach (var leg in plans.GroupBy(plan => (plan.Planned.Station, plan.Planned.NextStation)))
        {
            var asked = 0L;
            foreach (var (entry, planned) in leg.OrderBy(plan => plan.Planned.PlannedFor))
            {
                var pieces = planned.Pieces ?? received.Pieces;
                asked = Math.Min(asked + pieces, received.Pieces);
                yield return new(entry, planned, pieces, Reached(history, leg.Key.Station, leg.Key.NextStation, asked));
            }
        }
    }

    private static DateTimeOffset? Reached(History history, string station, string next, long asked)
    {
        var loaded = 0L;
        foreach (var entry in history.Happened)
            if (entry.Event is Loaded fact && fact.Station == station && fact.NextStation == next && (loaded += fact.Pieces) >= asked)
                return fact.OccurredAt;
        return null;
    }
}
