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
        var legs = plans.GroupBy(plan => (plan.Plan.Station, plan.Plan.NextStation)).ToList();
        var (loadings, wrong) = Loadings(history, legs.Select(leg => leg.Key));
        foreach (var leg in legs)
        {
            var loadedForLeg = loadings[leg.Key];
            var loaded = loadedForLeg.Sum(loading => (long)loading.Pieces);
            var (asked, count, counted) = (0L, 0, 0L);
            foreach (var (entry, plan) in leg.OrderBy(plan => plan.Plan.PlannedFor))
            {
                var pieces = Math.Min(plan.Pieces ?? received.Pieces, received.Pieces);
                asked = Math.Min(asked + pieces, received.Pieces);
                // What is asked never falls from plan to plan, so each goes on at the loading that the one before reached.
                while (count < loadedForLeg.Count && counted < asked) counted += loadedForLeg[count++].Pieces;
                var missing = Math.Clamp(asked - loaded, 0, pieces);
                yield return (
                    entry,
                    new(plan.NextStation, plan.PlannedFor, plan.LoadingList, pieces, (int)(pieces - missing),
                        (int)Math.Min(wrong.GetValueOrDefault(plan.Station), missing)),
                    counted < asked || count == 0 ? null : loadedForLeg[count - 1].OccurredAt);
            }
        }
    }

    /// <summary>
    /// The loadings of each leg that is planned, and the pieces loaded at each station for a next station that no plan names.
    /// </summary>
    private static (Dictionary<(string Station, string Next), List<Loaded>> Planned, Dictionary<string, long> Wrong) Loadings(
        History history, IEnumerable<(string Station, string Next)> legs)
    {
        var (planned, wrong) = (legs.ToDictionary(leg => leg, _ => new List<Loaded>()), new Dictionary<string, long>());
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is Loaded { NextStation: { } next } loaded)
                if (planned.TryGetValue((loaded.Station, next), out var ofLeg)) ofLeg.Add(loaded);
                else wrong[loaded.Station] = wrong.GetValueOrDefault(loaded.Station) + loaded.Pieces;
        return (planned, wrong);
    }
}
