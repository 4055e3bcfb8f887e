using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Cases;

/// <summary>The events are recorded in the case's stream, with the steps that begin; and what follows in those of its waybills.</summary>
/// <param name="ToCases">What they say to other cases, whose own rules decide it (<see cref="CaseRules.Hear"/>).</param>
public sealed record CaseAccepted(
    IReadOnlyList<NewEvent> Events, IReadOnlyList<(string Waybill, NewEvent Event)> OnWaybills, IReadOnlyList<SentCaseMessage> ToCases)
    : Decision;

/// <summary>What an event says to another case.</summary>
/// <param name="Field">The member that names the case.</param>
/// <param name="Of">The event for the other case, from the account of both.</param>
internal sealed record CaseMessage(CaseType Type, string Number, string Field, Func<string, CaseEvent> Of);

/// <param name="Message">An event that opens the case, or one that the service records in it; or the correction of such a one.</param>
/// <param name="Index">Of the submitted event that says it.</param>
public sealed record SentCaseMessage(CaseType Type, string Number, string Account, string Field, NewEvent Message, int Index)
{
    public string Stream => Type.Stream(Number);

    /// <summary>The account that the message opens a case for; null where it is for a case that is there.</summary>
    internal string? Opens => Message.Event is CaseEvent said ? Type.AccountOf(said) : null;
}

/// <summary>
/// Decides events of a case. Unlike freight, a case is handled at a desk: an event that the state before it makes impossible is refused. A
/// late event is judged at its place in the order of occurrence, and so is what comes after it: the events that count are always a
/// possible case.
/// </summary>
public static class CaseRules
{
    /// <summary>How many events one case may have: it is read and judged as a whole.</summary>
    public const int MaxEvents = 1_000;

    /// <param name="waybillOf">A waybill that the sender may see; null for one that is not there.</param>
    /// <param name="caseOf">The row of a case that the sender may see, by the key of its stream; null for one that is not there.</param>
    public static Decision Decide(
        CaseType type, CaseHistory history, IReadOnlyList<SubmittedCaseEvent> submittedEvents, Func<string, Waybill?> waybillOf,
        Func<string, CaseRow?> caseOf, ReferenceSnapshot reference, Company company, DateTimeOffset now)
    {
        if (history.Version + submittedEvents.Count > MaxEvents)
            return new Refusal(RefusalCodes.TooManyEventsOfCase, "number", $"at most {MaxEvents} events of a case");
        for (var i = 0; i < submittedEvents.Count; i++)
            if ((Check(type, submittedEvents[i], now) ?? CheckCorrection(history, submittedEvents, submittedEvents[i].Event)
                ?? (submittedEvents[i].Event is CaseEvent caseEvent ? type.CheckAgainst(reference, caseEvent) : null))
                is { } refusal) return refusal with { Index = i };
        List<NewEvent> newEvents = [.. submittedEvents.SelectMany(submitted => WithTaken(type, submitted, reference))];
        var candidate = Candidate(history, newEvents, now);
        if (FirstImpossible(type, candidate, submittedEvents) is { } impossible) return impossible;
        if (CheckNamed(type, candidate, submittedEvents, waybillOf, caseOf) is { } unknown) return unknown;

        newEvents.AddRange(Steps(type, candidate, submittedEvents[^1], reference, company));
        return new CaseAccepted(newEvents, [.. submittedEvents.SelectMany(submitted => OnWaybills(type, candidate, submitted))],
            [.. submittedEvents.SelectMany((submitted, index) => ToCases(type, candidate, submitted, index))]);
    }

    /// <summary>
    /// Decides what one case says to another, with the rules of the other. A case that is to be opened and is there already stays as it is.
    /// </summary>
    /// <param name="history">Of the other case, where the sender may see it.</param>
    public static Decision Hear(
        SentCaseMessage sent, CaseHistory history, ReferenceSnapshot reference, Company company, DateTimeOffset now)
    {
        var row = sent.Type.Row(history);
        if (row is not null && row.Account != sent.Account)
            return Values.Invalid(sent.Field, "a case of the same account") with { Index = sent.Index };
        if (row is not null && sent.Opens is not null) return new CaseAccepted([], [], []);
        if (row is null && sent.Opens is null)
            return new Refusal(RefusalCodes.UnknownCase, sent.Field, $"the number of a {sent.Type.Kind}") { Index = sent.Index };
        var submitted = new SubmittedCaseEvent(sent.Message.Id, sent.Message.Event);
        var candidate = Candidate(history, [sent.Message], now);
        if (FirstImpossible(sent.Type, candidate, [submitted]) is { } impossible)
            return impossible with { Field = sent.Field, Index = sent.Index };
        return new CaseAccepted([sent.Message, .. Steps(sent.Type, candidate, submitted, reference, company)], [], []);
    }

    private static IEnumerable<NewEvent> WithTaken(CaseType type, SubmittedCaseEvent submitted, ReferenceSnapshot reference)
    {
        yield return new(submitted.Id, submitted.Event, Correlation: submitted.Correlation, Sender: submitted.Sender);
        if (submitted.Event is CaseEvent caseEvent && type.TakenFrom(reference, caseEvent) is { } taken)
            yield return new(UuidV5.Create(submitted.Id, EventTypes.Of(taken).Wire), taken, EventSource.System, submitted.Id);
    }

    private static CaseHistory Candidate(CaseHistory history, IReadOnlyList<NewEvent> newEvents, DateTimeOffset now) =>
        history.With(newEvents.Select((item, index) => new RecordedEvent<DomainEvent>(
            item.Id, PendingPosition.First + index, history.Version + 1 + index, now, item.Source, item.Correlation, item.Causation,
            item.Event)));

    private static Refusal? Check(CaseType type, SubmittedCaseEvent submitted, DateTimeOffset now) =>
        submitted.Id == Guid.Empty ? Values.Invalid("id", "a UUID other than nil")
        : Values.First(
            Values.Station("station", submitted.Event.Station), Values.Named("by", submitted.Event.By, Values.Code),
            submitted.Event switch
            {
                Corrected corrected => Values.Named("data.reason", corrected.Reason, Values.Text),
                CaseEvent caseEvent => type.Check(caseEvent),
                _ => throw new ArgumentException($"{submitted.Event.GetType().Name} is no event of a case.", nameof(submitted)),
            },
            Values.CheckTime(submitted.Event.OccurredAt, now));

    private static Refusal? CheckCorrection(
        CaseHistory history, IReadOnlyList<SubmittedCaseEvent> together, DomainEvent domainEvent)
    {
        if (domainEvent is not Corrected corrected) return null;
        return history.Find(corrected.EventId) switch
        {
            null or { Event: Corrected } => new(RefusalCodes.UnknownEvent, "data.eventId", "the id of an event of this case"),
            { Event: not CaseEvent } or { Source: not EventSource.Person } =>
                new(RefusalCodes.NotForSenders, "data.eventId", "an event that people report, or that follows from one"),
            { Id: var id } when history.Corrections.ContainsKey(id) || together.Count(other => other.Event is Corrected { EventId: var of }
                && of == id) > 1 => new(RefusalCodes.AlreadyCorrected, "data.eventId", "an event that still counts"),
            _ when corrected.ReplacedBy is { } by && !together.Any(other => other.Id == by && other.Event is CaseEvent) =>
                new(RefusalCodes.ReplacementMissing, "data.replacedBy", "the id of an event in the same array"),
            _ => null,
        };
    }

    // What makes a later event impossible is at fault itself: a correction, or an event of an earlier time.
    private static Refusal? FirstImpossible(CaseType type, CaseHistory candidate, IReadOnlyList<SubmittedCaseEvent> submittedEvents)
    {
        if (type.FirstImpossible(candidate) is not var (entry, refusal)) return null;
        for (var i = 0; i < submittedEvents.Count; i++)
            if (submittedEvents[i].Id == entry.Id) return refusal with { Index = i };
        return new(RefusalCodes.ImpossibleLater, "occurredAt",
            $"nothing that makes the {EventTypes.Of(entry.Event).Wire} of {entry.Event.OccurredAt:O} impossible ({refusal.Code})")
        {
            Index = submittedEvents.Count - 1,
        };
    }

    // What a case is about is there, and of its account where it has one.
    private static Refusal? CheckNamed(
        CaseType type, CaseHistory candidate, IReadOnlyList<SubmittedCaseEvent> submittedEvents, Func<string, Waybill?> waybillOf,
        Func<string, CaseRow?> caseOf)
    {
        var account = type.Row(candidate)?.Account;
        for (var i = 0; i < submittedEvents.Count; i++)
        {
            if (submittedEvents[i].Event is not CaseEvent caseEvent) continue;
            foreach (var (number, field) in type.WaybillsOf(caseEvent))
                if (waybillOf(number)?.Received is not { } received)
                    return new(RefusalCodes.UnknownWaybill, field, "a waybill that has been received") { Index = i };
                else if (account is { Length: > 0 } && received.Account != account)
                    return Values.Invalid(field, "a waybill of the case's account") with { Index = i };
            foreach (var (stream, field) in type.CasesOf(caseEvent))
                if (caseOf(stream) is not { } named)
                    return new(RefusalCodes.UnknownCase, field, "a case that was opened") { Index = i };
                else if (account is { Length: > 0 } && named.Account is { Length: > 0 } && named.Account != account)
                    return Values.Invalid(field, "a case of the same account") with { Index = i };
        }
        return null;
    }

    // The steps that begin and are not recorded yet; and corrections of those that were recorded and, by what is known now, did not begin.
    private static IEnumerable<NewEvent> Steps(
        CaseType type, CaseHistory candidate, SubmittedCaseEvent last, ReferenceSnapshot reference, Company company)
    {
        var known = candidate.EffectiveEvents.Where(entry => entry.Event is StepDue)
            .ToDictionary(entry => (entry.Causation, ((StepDue)entry.Event).Step));
        foreach (var (cause, due) in type.StepsOf(candidate, time => CaseStandards.At(reference, time, company)))
        {
            if (known.Remove((cause.Id, due.Step))) continue;
            var before = candidate.Events.Count(entry => entry.Causation == cause.Id && entry.Event is StepDue was && was.Step == due.Step);
            yield return new(UuidV5.Create(cause.Id, $"{due.Step}/{before}"), due, EventSource.System, cause.Id);
        }
        foreach (var stale in known.Values)
            yield return new(
                UuidV5.Create(stale.Id, "stale"),
                new Corrected(stale.Id, "依据已更正")
                {
                    OccurredAt = last.Event.OccurredAt, Station = last.Event.Station, By = DerivedExceptions.By,
                },
                EventSource.System, last.Id);
    }

    // A correction takes back what an event said to a case that was there; a case that it opened is a matter of its own.
    private static IEnumerable<SentCaseMessage> ToCases(CaseType type, CaseHistory candidate, SubmittedCaseEvent submitted, int index)
    {
        var correction = submitted.Event as Corrected;
        var cause = correction?.EventId ?? submitted.Id;
        if (candidate.Find(cause)?.Event is not CaseEvent about || type.ToCase(candidate.Number, about) is not { } said) yield break;
        var account = type.AccountOf(about) ?? type.Row(candidate)?.Account ?? "";
        var message = said.Of(account);
        var opens = said.Type.AccountOf(message) is not null;
        if (correction is not null && opens) yield break;
        var id = UuidV5.Create(cause, said.Type.Stream(said.Number));
        yield return new(said.Type, said.Number, account, said.Field, correction is null
            ? new(id, message, opens ? EventSource.Person : EventSource.System, submitted.Id, submitted.Correlation,
                opens ? submitted.Sender : null)
            : new(UuidV5.Create(submitted.Id, said.Type.Stream(said.Number)), new Corrected(id, correction.Reason)
            {
                OccurredAt = correction.OccurredAt, Station = correction.Station, By = correction.By,
            }, EventSource.System, submitted.Id), index);
    }

    // A correction of an event takes back what that event said of the waybills.
    private static IEnumerable<(string Waybill, NewEvent Event)> OnWaybills(
        CaseType type, CaseHistory candidate, SubmittedCaseEvent submitted)
    {
        var about = (submitted.Event is Corrected { EventId: var id } ? candidate.Find(id)?.Event : submitted.Event) as CaseEvent;
        if (about is null || type.OnWaybills(candidate.Number, about) is not { } said) yield break;
        var waybills = type.AccountOf(about) is null
            ? type.Row(candidate)?.Waybills ?? [] : type.WaybillsOf(about).Select(named => named.Waybill);
        foreach (var waybill in waybills)
        {
            WaybillEvent recorded = submitted.Event is Corrected correction
                ? new Corrected(UuidV5.Create(correction.EventId, waybill), correction.Reason)
                {
                    OccurredAt = correction.OccurredAt, Station = correction.Station, By = correction.By,
                }
                : said;
            yield return (waybill, new(UuidV5.Create(submitted.Id, waybill), recorded, EventSource.System, submitted.Id));
        }
    }
}
