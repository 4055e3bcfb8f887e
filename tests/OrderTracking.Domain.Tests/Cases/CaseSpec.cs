using System.Text;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;
using Shouldly;

namespace OrderTracking.Domain.Tests.Cases;

/// <summary>
/// Given what is recorded of a case, when events are submitted, then exactly these events are appended, to the case and to its waybills,
/// or they are refused.
/// </summary>
internal sealed class CaseSpec
{
    private readonly CaseType type;
    private readonly ReferenceSnapshot reference;
    private Decision? decision;

    private CaseSpec(CaseType type, ReferenceSnapshot reference, CaseHistory history) =>
        (this.type, this.reference, History) = (type, reference, history);

    public CaseHistory History { get; }

    public CaseRow Row => type.Row(History).ShouldNotBeNull();

    /// <summary>Waybills ZB1 and ZB2 of the account ACME are received, and its claim CL-7 is filed; others are not there.</summary>
    public static CaseSpec Given(CaseType type, params IReadOnlyList<DomainEvent> events) => Given(type, ReferenceSnapshot.Empty, events);

    public static CaseSpec Given(CaseType type, ReferenceSnapshot reference, params IReadOnlyList<DomainEvent> events)
    {
        var spec = new CaseSpec(type, reference, new(type.Stream("CASE-1"), []));
        for (var i = 0; i < events.Count; i++)
        {
            var accepted = spec.Decide([new(Spec.Id(i + 1), events[i])]).ShouldBeOfType<CaseAccepted>(
                $"{events[i].GetType().Name} is to be possible");
            spec = new(type, reference, spec.Append(accepted.Events));
        }
        return spec;
    }

    public CaseSpec When(params IReadOnlyList<DomainEvent> events)
    {
        decision = Decide([.. events.Select((each, index) => new SubmittedCaseEvent(Spec.Id(100 + index), each))]);
        return this;
    }

    /// <summary>The events appended to the case's stream.</summary>
    public CaseSpec Then(params IReadOnlyList<NewEvent> events)
    {
        decision.ShouldBeOfType<CaseAccepted>().Events.Select(Text).ShouldBe(events.Select(Text));
        return this;
    }

    public void ThenOnWaybills(params IReadOnlyList<(string Waybill, NewEvent Event)> events) =>
        decision.ShouldBeOfType<CaseAccepted>().OnWaybills.Select(said => $"{said.Waybill} {Text(said.Event)}")
            .ShouldBe(events.Select(said => $"{said.Waybill} {Text(said.Event)}"));

    /// <summary>What the events say to other cases.</summary>
    public IReadOnlyList<SentCaseMessage> ToCases => decision.ShouldBeOfType<CaseAccepted>().ToCases;

    /// <summary>When another case says this to the case.</summary>
    public CaseSpec Hear(SentCaseMessage sent)
    {
        decision = CaseRules.Hear(sent, History, reference, Spec.Company, Spec.Now);
        return this;
    }

    public void ThenRefused(string code, string field)
    {
        var refusal = decision.ShouldBeOfType<Refusal>();
        (refusal.Code, refusal.Field).ShouldBe((code, field));
    }

    public CaseSpec ThenRecorded() => new(type, reference, Append(decision.ShouldBeOfType<CaseAccepted>().Events));

    /// <summary>The step that a rule appends because of an event.</summary>
    public static NewEvent Step(int cause, string step, DateTimeOffset from, DateTimeOffset dueAt, int before = 0,
        string station = "SHA") => new(
        UuidV5.Create(Spec.Id(cause), $"{step}/{before}"),
        new StepDue(step, dueAt) { OccurredAt = from, Station = station, By = DerivedExceptions.By }, EventSource.System, Spec.Id(cause));

    private Decision Decide(IReadOnlyList<SubmittedCaseEvent> submitted) =>
        CaseRules.Decide(type, History, submitted, Received, Filed, reference, Spec.Company, Spec.Now);

    private static Waybill? Received(string number) => number is not ("ZB1" or "ZB2") ? null : Waybill.Of(new(number,
        [new(Guid.NewGuid(), 1, 1, Spec.Now, EventSource.Person, null, null, SampleEvents.Received())]));

    private static CaseRow? Filed(string stream) => stream != "claim:CL-7" ? null : AllCases.Claims.Row(new(stream,
        [
            new(Guid.NewGuid(), 1, 1, Spec.Now, EventSource.Person, null, null,
                new ClaimFiled("ACME", 10) { OccurredAt = Spec.Now, Station = "SHA", By = "li.wei" }),
        ]));

    private CaseHistory Append(IEnumerable<NewEvent> events) => History.With(events.Select((item, index) =>
        new RecordedEvent<DomainEvent>(
            item.Id, History.Version + 1 + index, History.Version + 1 + index, Spec.Now, item.Source, item.Correlation, item.Causation,
            item.Event)));

    private static string Text(NewEvent item) =>
        $"{item.Id} {item.Source} caused by {item.Causation?.ToString() ?? "nothing"} "
            + $"{EventTypes.Of(item.Event).Stored} {Encoding.UTF8.GetString(EventCodec.Write(item.Event))}";
}
