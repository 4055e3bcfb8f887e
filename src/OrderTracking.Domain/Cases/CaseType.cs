using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Cases;

/// <summary>
/// A kind of case, declared once: its events, its rules, its steps, its row and its figures. Log, views, routes, rights and documents go by
/// the list of all kinds (<see cref="AllCases"/>).
/// </summary>
/// <param name="kind">The first part of its streams' keys: <c>claim</c>.</param>
/// <param name="route">The part of its routes: <c>claims</c>.</param>
/// <param name="events">The type that all its events derive from.</param>
public abstract class CaseType(string kind, string route, Type events)
{
    public string Kind { get; } = kind;

    public string Route { get; } = route;

    /// <summary>What senders may post: its events, and corrections.</summary>
    public EventFamily Events { get; } = new(events, typeof(Corrected));

    /// <summary>The statuses that its rows may have.</summary>
    public abstract IReadOnlyList<string> Statuses { get; }

    /// <summary>The steps that may become due, in the order of a case's life.</summary>
    public abstract IReadOnlyList<string> Steps { get; }

    /// <summary>The step by which a case is counted as handled in time.</summary>
    public abstract string JudgedStep { get; }

    /// <summary>How many waybills, papers or the like one event may list.</summary>
    private protected const int MaxListed = 100;

    /// <summary>The key of a case's stream.</summary>
    public string Stream(string number) => $"{Kind}:{number}";

    /// <summary>Whether its figures are by the waybills that were received.</summary>
    public virtual bool CountsWaybills => false;

    /// <summary>The case's row; null where nothing opened it.</summary>
    public abstract CaseRow? Row(CaseHistory history);

    /// <summary>What the kind counts over these cases.</summary>
    /// <param name="period">The period in whose days the counted cases were opened.</param>
    /// <param name="waybills">Received in the period.</param>
    public abstract CaseFigures Figures(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now, long waybills);

    /// <summary>The cases that the kind counts by station, grouped by what the station is of; none where it does not count so.</summary>
    /// <param name="by">What they are grouped by: <c>station</c>, or what stations are of.</param>
    /// <param name="of">What a station is of; it is empty where none is known.</param>
    internal virtual IEnumerable<CaseGroup> ByStation(
        string by, IReadOnlyList<CaseRow> rows, CasePeriod period, Func<string, string> of) => [];

    /// <summary>Why a value is out of its bounds; null when none is.</summary>
    internal abstract Refusal? Check(CaseEvent caseEvent);

    /// <summary>The waybills that an event names, each with its field.</summary>
    public abstract IEnumerable<(string Waybill, string Field)> WaybillsOf(CaseEvent caseEvent);

    /// <summary>The cases that an event names, by the keys of their streams, each with its field.</summary>
    public virtual IEnumerable<(string Stream, string Field)> CasesOf(CaseEvent caseEvent) => [];

    /// <summary>The account that an event opens a case for; null for an event that opens none.</summary>
    public abstract string? AccountOf(CaseEvent caseEvent);

    /// <summary>
    /// The first event, in order of occurrence, that the state before it makes impossible, and why; null when all are possible.
    /// </summary>
    internal abstract (RecordedEvent<DomainEvent> Entry, Refusal Refusal)? FirstImpossible(CaseHistory history);

    /// <summary>The type of the event that opens a case.</summary>
    public EventType Opening => Own.Single(type => AccountOf(BlankEvents.Of(type)) is not null);

    /// <summary>
    /// The types of events that may come next, in the order of a case's life: those that the state makes impossible whatever they say are
    /// left out.
    /// </summary>
    public abstract IReadOnlyList<EventType> PossibleNext(CaseHistory history);

    /// <summary>The types of its events, without corrections.</summary>
    private protected IEnumerable<EventType> Own =>
        Events.Names.Select(Events.Find).OfType<EventType>().Where(type => type.Type.IsAssignableTo(typeof(CaseEvent)))
            .OrderBy(type => type.Rank);

    /// <summary>Every step that begins in a case, with the event with which it begins.</summary>
    /// <param name="standardsAt">What the company had set at a time.</param>
    internal abstract IEnumerable<(RecordedEvent<DomainEvent> Cause, StepDue Due)> StepsOf(
        CaseHistory history, Func<DateTimeOffset, CaseStandards> standardsAt);

    /// <summary>What an event says of the case's waybills, to be recorded in their streams.</summary>
    internal abstract WaybillEvent? OnWaybills(string number, CaseEvent caseEvent);

    protected static Refusal? Amount(decimal amount) =>
        amount <= 0 ? Values.Invalid("data.amount", "more than 0 CNY") : Values.Money("data.amount", amount);

    /// <summary>References to papers or photos.</summary>
    protected static Refusal? References(string field, IReadOnlyList<string>? references)
    {
        if (references is null) return null;
        if (references.Count > MaxListed) return Values.Invalid(field, $"at most {MaxListed} references");
        for (var i = 0; i < references.Count; i++)
            if (Values.Named($"{field}[{i}]", references[i], Values.Text) is { } wrong) return wrong;
        return null;
    }

    /// <summary>Why an event is impossible by the reference data of its time; null when it is not.</summary>
    internal virtual Refusal? CheckAgainst(ReferenceSnapshot reference, CaseEvent caseEvent) => null;

    /// <summary>
    /// What the service takes from reference data for an event, to be recorded after it: a fold reads one stream. Null for nothing.
    /// </summary>
    internal virtual CaseEvent? TakenFrom(ReferenceSnapshot reference, CaseEvent caseEvent) => null;

    /// <summary>What an event of the case of this number says to another case; null for nothing.</summary>
    internal virtual CaseMessage? ToCase(string number, CaseEvent caseEvent) => null;

    protected static Refusal? Number(string field, string? waybill) =>
        waybill is not null && WaybillNumber.Parse(waybill) != waybill ? Values.Invalid(field, WaybillNumber.Expected) : null;

    protected static Refusal? Numbers(IReadOnlyList<string>? waybills)
    {
        if (waybills is null) return null;
        if (waybills.Count > MaxListed || waybills.Distinct().Count() < waybills.Count)
            return Values.Invalid("data.waybills", $"at most {MaxListed} waybills, each once");
        for (var i = 0; i < waybills.Count; i++)
            if (Number($"data.waybills[{i}]", waybills[i]) is { } wrong) return wrong;
        return null;
    }
}

/// <summary>A kind of case with the type of what its rules read.</summary>
public abstract class CaseType<TState>(string kind, string route, Type events) : CaseType(kind, route, events)
    where TState : CaseState, new()
{
    public sealed override CaseRow? Row(CaseHistory history)
    {
        var state = Fold(history.EffectiveEvents);
        if (state.OpenedAt is not { } opened) return null;
        return Fill(state, new()
        {
            Stream = history.Stream, Kind = Kind, Number = history.Number, Account = state.Account, Station = state.Station,
            ResponsibleStation = state.ResponsibleStation, Status = StatusOf(state), Waybills = [.. state.Waybills],
            OpenedAt = opened, ClosedAt = state.ClosedAt, SuspendedSince = state.RestsSince, Steps = [.. state.Steps.Values],
            DueAt = state.Steps.GetValueOrDefault(JudgedStep)?.DueAt,
            NextDueAt = state.RestsSince is not null ? null
                : state.Steps.Values.Where(step => step.IsOpen()).Min(step => (DateTimeOffset?)step.DueAt),
            LastEventAt = history.EffectiveEvents[^1].Event.OccurredAt,
        });
    }

    internal sealed override (RecordedEvent<DomainEvent> Entry, Refusal Refusal)? FirstImpossible(CaseHistory history)
    {
        var state = new TState();
        foreach (var entry in history.EffectiveEvents)
        {
            if (entry.Event is StepDue due)
            {
                state = state.Begin(due);
                continue;
            }
            var refusal = AccountOf((CaseEvent)entry.Event) is not null == state.OpenedAt is null
                ? Refuse(state, (CaseEvent)entry.Event)
                : state.OpenedAt is null ? new(RefusalCodes.UnknownCase, "number", $"a {Kind} that was opened before")
                : new Refusal(RefusalCodes.AlreadyOpened, "type", "an event of a case that is open already");
            if (refusal is not null) return (entry, refusal);
            state = Apply(state, (CaseEvent)entry.Event);
        }
        return null;
    }

    // A refusal that names the type is of the state; one that names a member is of what was said.
    public sealed override IReadOnlyList<EventType> PossibleNext(CaseHistory history)
    {
        var state = Fold(history.EffectiveEvents);
        return [.. Own.Where(type => AccountOf(BlankEvents.Of(type)) is not null == state.OpenedAt is null
            && Refuse(state, BlankEvents.Of(type)) is null or { Field: not "type" })];
    }

    internal sealed override IEnumerable<(RecordedEvent<DomainEvent> Cause, StepDue Due)> StepsOf(
        CaseHistory history, Func<DateTimeOffset, CaseStandards> standardsAt)
    {
        var state = new TState();
        foreach (var entry in history.EffectiveEvents)
        {
            var before = state;
            state = Next(state, (CaseEvent)entry.Event);
            if (entry.Event is StepDue) continue;
            foreach (var (step, dueAt) in StepsOf(before, state, (CaseEvent)entry.Event, standardsAt(entry.Event.OccurredAt)))
            {
                var due = new StepDue(step, dueAt)
                {
                    OccurredAt = entry.Event.OccurredAt, Station = entry.Event.Station, By = DerivedExceptions.By,
                };
                yield return (entry, due);
            }
        }
    }

    /// <summary>The state after these events, in order of occurrence.</summary>
    public TState Fold(IEnumerable<RecordedEvent<DomainEvent>> events) =>
        events.Aggregate(new TState(), (state, entry) => Next(state, (CaseEvent)entry.Event));

    /// <summary>Why the state makes an event impossible; null when it does not.</summary>
    protected abstract Refusal? Refuse(TState state, CaseEvent caseEvent);

    protected abstract TState Apply(TState state, CaseEvent caseEvent);

    /// <summary>The steps that begin with an event, and when they are due.</summary>
    protected abstract IEnumerable<(string Step, DateTimeOffset DueAt)> StepsOf(
        TState before, TState after, CaseEvent caseEvent, CaseStandards standards);

    protected abstract string StatusOf(TState state);

    /// <summary>The row with what only this kind has.</summary>
    protected abstract CaseRow Fill(TState state, CaseRow row);

    private TState Next(TState state, CaseEvent caseEvent) => caseEvent is StepDue due ? state.Begin(due) : Apply(state, caseEvent);
}
