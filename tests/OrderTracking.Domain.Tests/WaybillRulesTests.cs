using OrderTracking.Domain.Events;
using OrderTracking.Domain.Rules;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;
using static OrderTracking.Domain.Tests.Spec;

namespace OrderTracking.Domain.Tests;

public sealed class WaybillRulesTests
{
    [Fact]
    public void an_event_of_an_unknown_waybill_is_refused() =>
    Given().When(Loaded(10, "SHA", "CTU", 5)).ThenRefused("unknown-waybill", "waybill");

    [Fact]
    public void an_event_of_a_received_waybill_is_recorded_as_it_is()
    {
        var loaded = Loaded(10, "SHA", "CTU", 5);
        Given(Received()).When(loaded).Then(Sent(100, loaded));
    }

    [Fact]
    public void a_waybill_may_be_received_again_with_the_same_content()
    {
        var again = Received(transfers: ["WUH"]);
        Given(Received(transfers: ["WUH"])).When(again).Then(Sent(100, again));
    }

    [Fact]
    public void a_waybill_received_again_with_other_content_is_refused() =>
        Given(Received(transfers: ["WUH"])).When(Received(transfers: ["CSX"])).ThenRefused("already-received", "type");

    [Fact]
    public void signatures_for_some_of_the_pieces_are_ordinary()
    {
        var signed = Signed(4);
        Given(Received(10), Signed(6)).When(signed).Then(Sent(100, signed));
    }

    [Fact]
    public void a_signature_for_more_pieces_than_are_outstanding_is_refused() =>
        Given(Received(3), Signed(2)).When(Signed(2)).ThenRefused("more-pieces-than-outstanding", "data.pieces");

    [Fact]
    public void pieces_that_went_back_to_the_shipper_are_not_outstanding() =>
        Given(Received(3), new ReturnedToShipper(2) { OccurredAt = At(50), Station = "SHA", By = "li.wei" }).When(Signed(2))
            .ThenRefused("more-pieces-than-outstanding", "data.pieces");

    [Fact]
    public void a_signature_that_was_corrected_leaves_its_pieces_outstanding()
    {
        var signed = Signed(3);
        Given(Received(3), Signed(2), Corrected(Id(2))).When(signed).Then(Sent(100, signed));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void a_time_may_be_five_minutes_ahead(int minutes, bool accepted)
    {
        var fact = Signed(1) with { OccurredAt = Now.AddMinutes(minutes) };
        var spec = Given(Received()).When(fact);
        if (accepted) spec.Then(Sent(100, fact));
        else spec.ThenRefused("time-ahead", "occurredAt");
    }

    [Fact]
    public void a_time_before_there_were_such_records_is_refused() =>
        Given(Received()).When(Signed(1) with { OccurredAt = new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.Zero) })
            .ThenRefused("time-too-early", "occurredAt");

    [Fact]
    public void a_promise_may_be_ahead_and_may_be_past()
    {
        var ahead = new PromiseSet(Now.AddDays(9), PromiseBasis.Contract) { OccurredAt = At(1), Station = "SHA", By = "li.wei" };
        var past = new PromiseSet(At(-9), PromiseBasis.Contract) { OccurredAt = At(1), Station = "SHA", By = "li.wei" };
        Given(Received()).When(ahead).Then(Sent(100, ahead));
        Given(Received()).When(past).Then(Sent(100, past));
    }

    [Fact]
    public void late_and_out_of_order_events_are_recorded()
    {
        var late = Arrived(10, "CTU", -3);
        Given(Received(), Signed(10)).When(late).Then(Sent(100, late));
    }

    private static readonly WaybillEvent[] OfService =
    [
        new DeadlineMissed("promise", At(9)) { OccurredAt = At(10), Station = "SHA", By = "li.wei" },
        new PersonErased(PersonRole.Consignee, "E-1") { OccurredAt = At(10), Station = "SHA", By = "li.wei" },
        new ClaimOpened("C-1", 10) { OccurredAt = At(10), Station = "SHA", By = "li.wei" },
        new ClaimSettled("C-1", 10) { OccurredAt = At(10), Station = "SHA", By = "li.wei" },
        new ComplaintLinked("C-1") { OccurredAt = At(10), Station = "SHA", By = "li.wei" },
    ];

    /// <summary>What follows from time, an erasure, or a case is recorded by the service, and corrected where it follows from.</summary>
    [Fact]
    public void senders_may_neither_record_nor_correct_what_only_the_service_says()
    {
        foreach (var said in OfService)
        {
            Given(Received()).When(said).ThenRefused("not-for-senders", "type");
            var received = Given(Received()).When(Arrived(10, "CTU", 5)).ThenHistory();
            var recorded = Waybill.Of(received.With(
                [new(Id(7), received.Position + 1, received.Version + 1, Now, EventSource.System, null, null, said)]));
            var refusal = WaybillRules.Decide(
                recorded, new SubmittedEvent(Id(8), Corrected(Id(7))), Reference.ReferenceSnapshot.Empty, Spec.Company, Now);
            ((Refusal)refusal).Field.ShouldBe("data.eventId");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void pieces_out_of_bounds_are_refused(int pieces) =>
    Given(Received()).When(Loaded(pieces, "SHA", "CTU", 1)).ThenRefused("invalid-value", "data.pieces");

    [Fact]
    public void a_blank_station_is_refused() => Given(Received()).When(Signed(1) with { Station = " " })
    .ThenRefused("invalid-value", "station");

    [Fact]
    public void events_posted_together_are_refused_together() =>
        Given(Received(3)).When(Signed(2), Signed(2)).ThenRefused("more-pieces-than-outstanding", "data.pieces");
}
