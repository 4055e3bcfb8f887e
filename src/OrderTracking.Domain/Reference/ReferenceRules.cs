using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Reference;

/// <summary>Which reference events are accepted.</summary>
public static class ReferenceRules
{
    private static readonly Type[] OfTheService =
        [typeof(HandOverAccepted), typeof(ReportHandedOut), typeof(ReportMissed), typeof(ReportNoted)];

    /// <summary>The types of reference events that senders may record.</summary>
    public static IReadOnlyList<EventType> ForSenders { get; } =
        [.. EventTypes.All.Where(type => type.Type.IsAssignableTo(typeof(ReferenceEvent)) && !OfTheService.Contains(type.Type))];

    /// <summary>Decides events posted together: all or nothing. Each is known to the ones after it.</summary>
    public static Decision Decide(ReferenceSnapshot reference, IReadOnlyList<SubmittedReferenceEvent> submittedEvents, Company company,
        DateTimeOffset now)
    {
        var state = reference;
        for (var i = 0; i < submittedEvents.Count; i++)
        {
            if (Refuse(state, submittedEvents[i], company, now) is { } refusal) return refusal with { Index = i };
            state = state.With([(submittedEvents[i].Stream, Expect(state, submittedEvents[i], now, i))]);
        }
        return new Accepted([
            .. submittedEvents.Select(submitted => new NewEvent(submitted.Id, submitted.Event, Correlation: submitted.Correlation,
                Sender: submitted.Sender))]);
    }

    private static RecordedEvent<DomainEvent> Expect(
        ReferenceSnapshot state, SubmittedReferenceEvent submitted, DateTimeOffset now, int index) =>
        new(submitted.Id, PendingPosition.First + index, state.VersionOf(submitted.Stream) + 1, now, EventSource.Person,
            submitted.Correlation, null, submitted.Event) { Sender = submitted.Sender };

    private static Refusal? Refuse(ReferenceSnapshot reference, SubmittedReferenceEvent submitted, Company company, DateTimeOffset now)
    {
        if (OfTheService.Contains(submitted.Event.GetType()))
            return new(RefusalCodes.NotForSenders, "type", "an event that people or systems report");
        if (ReferenceValues.Check(submitted) is { } invalid) return invalid;
        if (Values.CheckTime(submitted.Event.OccurredAt, now) is { } impossible) return impossible;

        return submitted.Event switch
        {
            AccountSet { Calendar: { } calendar } => UnlessKnown(reference, calendar),
            CompanySet { Calendar: { } calendar } => UnlessKnown(reference, calendar),
            LaneStandardSet { Calendar: { } calendar } => UnlessKnown(reference, calendar),
            PenaltyScheduleSet schedule => OfTheFuture(reference, schedule, company.Day(now)),
            _ => null,
        };
    }

    private static Refusal? UnlessKnown(ReferenceSnapshot reference, string calendar) =>
        reference.HasCalendar(calendar) ? null : new(RefusalCodes.UnknownCalendar, "data.calendar", "a calendar that has been set");

    /// <summary>
    /// Fines for today and earlier days do not change: a penalty schedule begins on a later day, unless it is the first of its rule.
    /// </summary>
    private static Refusal? OfTheFuture(ReferenceSnapshot reference, PenaltyScheduleSet schedule, DateOnly today) =>
        schedule.EffectiveFrom > today || !reference.HasPenaltySchedule(schedule.Rule)
            ? null
            : new(RefusalCodes.EffectiveInPast, "data.effectiveFrom", $"a day after {today:yyyy-MM-dd}");
}

/// <summary>A reference event as its sender submits it.</summary>
/// <param name="Correlation">The sender's name for the piece of work it belongs to.</param>
/// <param name="Sender">Who sent it; never a personal name.</param>
public sealed record SubmittedReferenceEvent(Guid Id, ReferenceEvent Event, string? Correlation = null, string? Sender = null)
{
    /// <summary>The key of the stream that it belongs to.</summary>
    public string Stream => ReferenceStreams.Of(Event);

    public SubmittedReferenceEvent From(SubmissionOrigin origin) =>
        this with { Sender = origin.Sender, Correlation = Correlation ?? origin.Correlation };
}
