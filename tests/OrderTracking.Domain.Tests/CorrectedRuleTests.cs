using OrderTracking.Domain.Events;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;
using static OrderTracking.Domain.Tests.Spec;

namespace OrderTracking.Domain.Tests;

public sealed class CorrectedRuleTests
{
    [Fact]
    public void a_correction_names_an_event_of_the_waybill() =>
    Given(Received()).When(Corrected(Id(77))).ThenRefused("unknown-event", "data.eventId");

    [Fact]
    public void an_event_is_corrected_once() => Given(Received(), Signed(1), Corrected(Id(2))).When(Corrected(Id(2)))
    .ThenRefused("already-corrected", "data.eventId");

    [Fact]
    public void a_received_is_not_corrected_without_a_replacement() =>
    Given(Received()).When(Corrected(Id(1))).ThenRefused("replacement-needed", "data.replacedBy");

    [Fact]
    public void a_received_is_not_replaced_by_something_else() =>
        Given(Received()).When(Corrected(Id(1), Id(101)), Signed(1)).ThenRefused("replacement-needed", "data.replacedBy");

    [Fact]
    public void a_replacement_is_posted_together_with_the_correction() =>
        Given(Received(), Signed(1)).When(Corrected(Id(2), Id(101))).ThenRefused("replacement-missing", "data.replacedBy");

    [Fact]
    public void a_received_is_replaced_whichever_of_the_two_stands_first()
    {
        var (correction, replacement) = (Corrected(Id(1), Id(101)), Received(5));
        Given(Received(10)).When(correction, replacement).Then(Sent(100, correction), Sent(101, replacement));

        correction = Corrected(Id(1), Id(100));
        Given(Received(10)).When(replacement, correction).Then(Sent(101, correction), Sent(100, replacement));
    }

    [Fact]
    public void a_correction_that_is_corrected_has_no_effect()
    {
        var history = Given(Received(), Signed(4), Corrected(Id(2))).When(Corrected(Id(3))).ThenHistory();
        history.Corrections.Keys.ShouldBe([Id(3)]);
        Waybill.Of(history).Outstanding.ShouldBe(6);
    }

    [Fact]
    public void corrections_count_by_when_they_were_known_and_never_by_as_of()
    {
        var history = Given(Received(), Signed(4)).When(Corrected(Id(2))).ThenHistory();
        Waybill.Of(history.AsOf(At(61))).Outstanding.ShouldBe(10);
        Waybill.Of(history.KnownAtPosition(2)).Outstanding.ShouldBe(6);
    }

    [Fact]
    public void nothing_is_replaced_by_what_was_itself_corrected()
    {
        var history = Given(Received(10)).When(Received(9), Corrected(Id(1), Id(100))).ThenHistory();
        WaybillRules.Decide(Waybill.Of(history), new SubmittedEvent(Id(200), Corrected(Id(100), Id(1))), Reference.ReferenceSnapshot.Empty,
            Spec.Company, Now)
            .ShouldBeOfType<Refusal>().Code.ShouldBe("replacement-missing");
    }

    [Fact]
    public void a_deadline_missed_is_not_corrected_by_people()
    {
        var received = Given(Received()).When(Signed(1)).ThenHistory();
        var missed = new RecordedEvent<WaybillEvent>(
            Id(50), 3, 3, Now, EventSource.Clock, null, null,
            new DeadlineMissed("promise", At(48)) { OccurredAt = At(48), Station = "CTU", By = "ordertracking" });
        var refusal = WaybillRules.Decide(Waybill.Of(received.With([missed])), new SubmittedEvent(Id(200), Corrected(Id(50))),
            Reference.ReferenceSnapshot.Empty, Spec.Company, Now).ShouldBeOfType<Refusal>();
        (refusal.Code, refusal.Field).ShouldBe(("not-for-senders", "data.eventId"));
    }
}
