using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Rules;

/// <summary>
/// Events are recorded; only the impossible is refused. Branches that were offline report late and out of order, so no rule asks for an
/// order of events; what looks odd is marked in the timeline.
/// </summary>
public static class WaybillRules
{
    /// <summary>
    /// How many events one waybill may have. A long delivery has some dozens; what is read and judged as a whole must not grow without end.
    /// </summary>
    public const int MaxEvents = 10_000;

    /// <summary>Decides one event of a waybill.</summary>
    public static Decision Decide(Waybill waybill, SubmittedEvent submitted, Reference.ReferenceSnapshot reference, Company company,
        DateTimeOffset now) =>
        Decide(waybill, [submitted], reference, company, now);

    /// <summary>
    /// Decides events posted together: all of them or none. Corrections are decided first, so that a replacement is judged without the
    /// event it replaces. The terms that reference data then give the waybill are appended to its own stream.
    /// </summary>
    public static Decision Decide(Waybill waybill, IReadOnlyList<SubmittedEvent> submittedEvents, Reference.ReferenceSnapshot reference,
        Company company, DateTimeOffset now)
    {
        if (waybill.History.Version + submittedEvents.Count > MaxEvents)
            return new Refusal(RefusalCodes.TooManyEvents, "waybill", $"at most {MaxEvents} events of a waybill");
        var newEvents = new List<NewEvent>(submittedEvents.Count + 1);
        var state = waybill;
        var (followed, held) = (false, false);
        for (var pass = 0; pass < 2; pass++)
            for (var i = 0; i < submittedEvents.Count; i++)
            {
                var submitted = submittedEvents[i];
                if (submitted.Event is Corrected != (pass == 0)) continue;
                if (Refuse(state, submitted, submittedEvents, reference, company, now) is { } refusal) return refusal with { Index = i };
                newEvents.Add(new(submitted.Id, submitted.Event, Correlation: submitted.Correlation, Sender: submitted.Sender));
                followed |= DerivedExceptions.IsRelevant(submitted.Event);
                held |= StandardsRule.IsRelevant(submitted.Event);
                if (followed || held || submittedEvents.Count > 1) state = state.With([Expect(state, newEvents[^1], now)]);
            }

        var standards = held ? StandardsRule.Changes(state, reference, company) : [];
        var terms = NewTerms(waybill, standards);
        if (followed || terms is not null)
            newEvents.AddRange(DerivedExceptions.Changes(waybill, terms is null ? state : state.With([Expect(state, terms, now)]),
                submittedEvents[^1]));
        newEvents.AddRange(standards);
        return new Accepted(newEvents);
    }

    /// <summary>
    /// The events to append to a waybill whose reference data changed: the standards that it is held to, and what follows from its terms.
    /// </summary>
    public static IReadOnlyList<NewEvent> HoldToStandards(Waybill waybill, Reference.ReferenceSnapshot reference, Company company)
    {
        var standards = StandardsRule.Changes(waybill, reference, company);
        if (NewTerms(waybill, standards) is not { } terms) return standards;
        var held = waybill.With([Expect(waybill, terms, terms.Event.OccurredAt)]);
        return [.. standards, .. DerivedExceptions.Changes(waybill, held, new(terms.Id, (TermsSet)terms.Event))];
    }

    // Terms by which other measurements are exceptions than by those that the waybill had.
    private static NewEvent? NewTerms(Waybill waybill, IReadOnlyList<NewEvent> standards)
    {
        foreach (var made in standards)
            if (made.Event is TermsSet terms
                && terms.MeasurementTolerancePercent != Terms.Of(waybill.History).MeasurementTolerancePercent) return made;
        return null;
    }

    private static RecordedEvent<WaybillEvent> Expect(Waybill state, NewEvent newEvent, DateTimeOffset now) =>
        new(newEvent.Id, long.MaxValue, state.History.Version + 1, now, newEvent.Source, newEvent.Correlation, newEvent.Causation,
            (WaybillEvent)newEvent.Event);

    private static Refusal? Refuse(Waybill waybill, SubmittedEvent submitted, IReadOnlyList<SubmittedEvent> together,
        Reference.ReferenceSnapshot reference, Company company, DateTimeOffset now)
    {
        if (Values.Check(submitted) is { } invalid) return invalid;
        if (Values.CheckTime(submitted.Event.OccurredAt, now) is { } impossible) return impossible;

        return submitted.Event switch
        {
            Received received => ReceivedRule.Refuse(waybill, received),
            Corrected corrected => CorrectedRule.Refuse(waybill, corrected, together),
            _ when waybill.Received is null && !IsReplaced(together) =>
                new(RefusalCodes.UnknownWaybill, "waybill", "a waybill that has been received"),
            Signed signed => OutstandingRule.Refuse(waybill, signed.Pieces),
            ReturnedToShipper returned => OutstandingRule.Refuse(waybill, returned.Pieces),
            WrittenOff lost => OutstandingRule.Refuse(waybill, lost.Pieces),
            PenaltyConfirmed confirmed => PenaltyRule.Refuse(waybill, confirmed.Deadline, confirmed.Amount, reference, company, now),
            PenaltyWaived waived => PenaltyRule.Refuse(waybill, waived.Deadline, null, reference, company, now),
            _ when IsOfService(submitted.Event) =>
                new(RefusalCodes.NotForSenders, "type", "an event that people or systems report"),
            _ => null,
        };
    }

    /// <summary>
    /// Whether only the service records an event, and corrects it: the rules themselves withdraw DeadlineMissed and supersede TermsSet;
    /// what was erased stays erased; what a claim or a complaint says of the waybill is corrected there.
    /// </summary>
    internal static bool IsOfService(WaybillEvent waybillEvent) =>
        waybillEvent is DeadlineMissed or TermsSet or PersonErased or ClaimOpened or ClaimSettled or ComplaintLinked;

    // Between the correction of a Received and its replacement, in one array, the waybill still counts as known.
    private static bool IsReplaced(IReadOnlyList<SubmittedEvent> together) => together.Any(submitted => submitted.Event is Received);
}

internal static class ReceivedRule
{
    /// <summary>A waybill is received once; the same content under another id is accepted.</summary>
    public static Refusal? Refuse(Waybill waybill, Received received) =>
        waybill.Received is { } first && !Same(first, received)
            ? new(RefusalCodes.AlreadyReceived, "type", "the content it was received with, or a correction of that")
            : null;

    private static bool Same(Received first, Received second) =>
        first with { Transfers = null } == second with { Transfers = null }
        && (first.Transfers ?? []).SequenceEqual(second.Transfers ?? []);
}

internal static class OutstandingRule
{
    /// <summary>Split delivery is ordinary: a signature, a return or a write-off covers some of the outstanding pieces.</summary>
    public static Refusal? Refuse(Waybill waybill, int pieces) =>
        pieces > waybill.Outstanding
            ? new(RefusalCodes.MorePiecesThanOutstanding, "data.pieces", $"at most the {waybill.Outstanding} outstanding")
            : null;
}

internal static class CorrectedRule
{
    /// <summary>A correction names an event of this waybill that still counts; correcting a Received needs a replacement.</summary>
    public static Refusal? Refuse(Waybill waybill, Corrected corrected, IReadOnlyList<SubmittedEvent> together)
    {
        if (waybill.Find(corrected.EventId) is not { } target)
            return waybill.History.Events.Count == 0
                ? new(RefusalCodes.UnknownWaybill, "waybill", "a waybill that has been received")
                : new(RefusalCodes.UnknownEvent, "data.eventId", "the id of an event of this waybill");
        if (waybill.History.Corrections.ContainsKey(target.Id))
            return new(RefusalCodes.AlreadyCorrected, "data.eventId", "an event that still counts");

        if (WaybillRules.IsOfService(target.Event))
            return new(RefusalCodes.NotForSenders, "data.eventId", "an event that people report, or that follows from one");

        var replacement = corrected.ReplacedBy is not { } id
            ? null
            : together.FirstOrDefault(submitted => submitted.Id == id && submitted.Event is not Corrected)?.Event ?? Counting(waybill, id);
        if (corrected.ReplacedBy is not null && replacement is null)
            return new(RefusalCodes.ReplacementMissing, "data.replacedBy", "the id of an event in the same array");
        if (target.Event is Received && replacement is not Received)
            return new(RefusalCodes.ReplacementNeeded, "data.replacedBy", "a received in the same array");
        return null;
    }

    private static WaybillEvent? Counting(Waybill waybill, Guid id) =>
        waybill.History.Corrections.ContainsKey(id) ? null : waybill.Find(id)?.Event;
}
