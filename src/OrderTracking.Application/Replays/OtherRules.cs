using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Replays;

/// <summary>Reference data and histories as they would be if other rules had always been in force.</summary>
internal static class OtherRules
{
    /// <summary>The log's own reference events, with other values. Times and positions stay, so what was in force when stays too.</summary>
    public static ReferenceSnapshot Of(ReplayRules rules, ReferenceSnapshot live) =>
        rules is { ChangeStandards: false, Penalties: not { Count: > 0 } } ? live
        : ReferenceSnapshot.Empty.With(live.After(0).Select(entry =>
            (entry.Stream, entry.Entry with { Event = Of(rules, entry.Entry.Event) })));

    /// <summary>
    /// The history with what it would have taken from these reference data. It counts as known from the beginning: the rules are tried out
    /// as if they had always been there.
    /// </summary>
    public static History Of(History history, ReferenceSnapshot reference, Company company)
    {
        var changes = StandardsRule.Changes(Waybill.Of(history), reference, company);
        if (changes.Count == 0) return history;
        var known = history.Events[0].RecordedAt;
        return history.With([.. changes.Select((change, index) => new RecordedEvent<WaybillEvent>(
            change.Id, history.Position + 1 + index, history.Version + 1 + index, known, change.Source, change.Correlation,
            change.Causation, (WaybillEvent)change.Event))]);
    }

    private static DomainEvent Of(ReplayRules rules, DomainEvent live) => live switch
    {
        LaneStandardSet set when rules.Lanes?.LastOrDefault(lane => lane.Lane == Lane.Key(set.Origin, set.Destination)) is { } other =>
            set with { Hours = other.Hours, DeliveryHours = other.DeliveryHours ?? set.DeliveryHours },
        CalendarSet set when rules.Calendars?.LastOrDefault(calendar => calendar.Calendar == set.Calendar) is { } other => set with
        {
            Weekend = other.Weekend ?? set.Weekend, Holidays = other.Holidays ?? set.Holidays, Workdays = other.Workdays ?? set.Workdays,
        },
        PenaltyScheduleSet set when rules.Penalties?.LastOrDefault(penalty => penalty.Rule == set.Rule) is { } other =>
            set with { Fine = other.Fine, MaxFine = null },
        _ => live,
    };
}
