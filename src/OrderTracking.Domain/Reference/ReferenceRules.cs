using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Reference;

/// <summary>What may be laid down.</summary>
public static class ReferenceRules
{
    /// <summary>Decides what is posted together: all of it or nothing. What comes first is known to what follows.</summary>
    public static Decision Decide(ReferenceSnapshot reference, IReadOnlyList<SubmittedReferenceEvent> facts, Company company, DateTimeOffset now)
    {
        var state = reference;
        for (var i = 0; i < facts.Count; i++)
        {
            if (Refuse(state, facts[i], company, now) is { } refusal) return refusal with { Index = i };
            state = state.With([(facts[i].Stream, Expect(state, facts[i], now, i))]);
        }
        return new Accepted([.. facts.Select(fact => new NewEvent(fact.Id, fact.Event, Correlation: fact.Correlation, Sender: fact.Sender))]);
    }

    private static RecordedEvent<DomainEvent> Expect(ReferenceSnapshot state, SubmittedReferenceEvent fact, DateTimeOffset now, int index) =>
        new(fact.Id, (long.MaxValue / 2) + index, state.VersionOf(fact.Stream) + 1, now, EventSource.Person, fact.Correlation, null, fact.Event) { Sender = fact.Sender };

    private static Refusal? Refuse(ReferenceSnapshot reference, SubmittedReferenceEvent fact, Company company, DateTimeOffset now)
    {
        if (fact.Event is ReportHandedOut or ReportMissed)
            return new(RefusalCodes.NotForSenders, "type", "an event that people or systems report");
        if (ReferenceValues.Check(fact) is { } invalid) return invalid;
        if (fact.Event.OccurredAt > now + WaybillRules.Ahead)
            return new(RefusalCodes.TimeAhead, "occurredAt", "at most 5 minutes ahead of now");
        if (fact.Event.OccurredAt < WaybillRules.Earliest)
            return new(RefusalCodes.TimeTooEarly, "occurredAt", "1990-01-01 or later");

        return fact.Event switch
        {
            AccountSet { Calendar: { } calendar } => UnlessKnown(reference, calendar),
            LaneStandardSet { Calendar: { } calendar } => UnlessKnown(reference, calendar),
            PenaltyScheduleSet tariff => OfTheFuture(reference, tariff, company.Day(now)),
            _ => null,
        };
    }

    private static Refusal? UnlessKnown(ReferenceSnapshot reference, string calendar) =>
        reference.HasCalendar(calendar) ? null : new(RefusalCodes.UnknownCalendar, "data.calendar", "a calendar that has been set");

    /// <summary>A breach of a day that has begun keeps its fine: a tariff is for days to come, unless it is the first of its rule.</summary>
    private static Refusal? OfTheFuture(ReferenceSnapshot reference, PenaltyScheduleSet tariff, DateOnly today) =>
        tariff.EffectiveFrom > today || !reference.HasPenaltySchedule(tariff.Rule)
            ? null
            : new(RefusalCodes.EffectiveInPast, "data.effectiveFrom", $"a day after {today:yyyy-MM-dd}");
}
