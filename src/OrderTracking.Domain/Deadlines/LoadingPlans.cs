using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>A loading plan compared with what was loaded.</summary>
/// <param name="Planned">Pieces planned to be loaded for the next station.</param>
/// <param name="Loaded">How many of those have been loaded.</param>
/// <param name="Wrong">Pieces loaded at the station for a next station that no plan names (错装).</param>
/// <param name="CanLeave">What was confirmed last of the day that it is planned for; null when nothing was.</param>
/// <param name="NewTime">When it is to leave instead.</param>
public sealed record LoadingCheck(
    string NextStation, DateOnly PlannedFor, string? LoadingList, int Planned, int Loaded, int Wrong, TimeOnly? PlannedTime = null,
    bool? CanLeave = null, string? Reason = null, DateTimeOffset? NewTime = null);

/// <summary>Compares plans with loadings: at 10:00 yesterday's, at 17:00 what is still to leave today.</summary>
internal static class LoadingPlans
{
    /// <summary>
    /// Pieces loaded for a next station fill its plans in order of day. A plan after one that was not kept is for the same goods, so the
    /// plans together never ask for more pieces than the waybill has.
    /// </summary>
    public static IEnumerable<(RecordedEvent<WaybillEvent> Entry, LoadingPlanned Plan, LoadingCheck Check, DateTimeOffset? LoadedInFullAt)>
        Of(
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
            var ordered = leg.OrderBy(plan => plan.Plan.PlannedFor).ThenBy(plan => plan.Plan.PlannedTime ?? TimeOnly.MaxValue);
            foreach (var (entry, plan) in ordered)
            {
                var pieces = Math.Min(plan.Pieces ?? received.Pieces, received.Pieces);
                asked = Math.Min(asked + pieces, received.Pieces);
                // What is asked never falls from plan to plan, so each goes on at the loading that the one before reached.
                while (count < loadedForLeg.Count && counted < asked) counted += loadedForLeg[count++].Pieces;
                var missing = Math.Clamp(asked - loaded, 0, pieces);
                yield return (
                    entry, plan,
                    new(plan.NextStation, plan.PlannedFor, plan.LoadingList, pieces, (int)(pieces - missing),
                        (int)Math.Min(wrong.GetValueOrDefault(plan.Station), missing), plan.PlannedTime),
                    counted < asked || count == 0 ? null : loadedForLeg[count - 1].OccurredAt);
            }
        }
    }

    /// <summary>When a plan is to have been loaded: at its own time, else by the end of its day.</summary>
    public static DateTimeOffset DueAt(LoadingPlanned plan, Company company) => DueAt(plan, plan.PlannedFor, company);

    /// <summary>The same on another day.</summary>
    public static DateTimeOffset DueAt(LoadingPlanned plan, DateOnly day, Company company) =>
        plan.PlannedTime is { } time ? company.At(day, time) : company.End(day);

    /// <summary>
    /// Plans that move their leg later, in order of occurrence: the goods were planned already, and none of them for so late a time. A
    /// plan for pieces that no earlier one asks for moves nothing, as a consignment may leave in parts.
    /// </summary>
    public static IEnumerable<RecordedEvent<WaybillEvent>> MovedLater(History history, Received received, Company company)
    {
        Dictionary<(string Station, string Next), (long Pieces, DateTimeOffset DueAt)>? legs = null;
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is LoadingPlanned plan)
            {
                var (leg, dueAt) = ((plan.Station, plan.NextStation), DueAt(plan, company));
                var pieces = Math.Min(plan.Pieces ?? received.Pieces, received.Pieces);
                if ((legs ??= []).TryGetValue(leg, out var before) && before.Pieces + pieces > received.Pieces && dueAt > before.DueAt)
                    yield return entry;
                legs[leg] = (before.Pieces + pieces, dueAt > before.DueAt ? dueAt : before.DueAt);
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
