using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;
using static OrderTracking.Domain.Tests.Spec;

namespace OrderTracking.Domain.Tests;

public sealed class DerivedExceptionTests
{
    [Fact]
    public void fewer_pieces_arrived_than_were_loaded_raise_a_shortage()
    {
        var arrived = Arrived(8, "CTU", 20);
        Given(Received(10), Loaded(10, "SHA", "CTU", 5)).When(arrived)
            .Then(Sent(100, arrived), Derived(100, ExceptionKind.Shortage, ExceptionStage.LineHaul, "SHA", 2, null, arrived));
    }

    [Fact]
    public void all_pieces_arrived_raise_nothing()
    {
        var arrived = Arrived(10, "CTU", 20);
        Given(Received(10), Loaded(10, "SHA", "CTU", 5)).When(arrived).Then(Sent(100, arrived));
    }

    [Fact]
    public void an_arrival_off_the_lane_raises_a_misroute()
    {
        var arrived = Arrived(10, "KMG", 20);
        Given(Received(10, transfers: ["WUH"]), Loaded(10, "SHA", "CTU", 5)).When(arrived)
            .Then(Sent(100, arrived), Derived(100, ExceptionKind.Misroute, ExceptionStage.LineHaul, "SHA", 10, null, arrived));
    }

    [Fact]
    public void an_arrival_at_a_transfer_station_raises_nothing()
    {
        var arrived = Arrived(10, "WUH", 20);
        Given(Received(10, transfers: ["WUH"])).When(arrived).Then(Sent(100, arrived));
    }

    [Fact]
    public void a_remark_beside_a_signature_raises_an_exception_of_its_kind()
    {
        var signed = Signed(10, remark: new(ExceptionKind.Wet, "纸箱受潮"));
        Given(Received(10)).When(signed)
            .Then(Sent(100, signed), Derived(100, ExceptionKind.Wet, ExceptionStage.Delivery, "CTU", null, "纸箱受潮", signed));
    }

    [Fact]
    public void the_rest_arriving_on_another_truck_withdraws_the_shortage()
    {
        var spec = Given(Received(10), Loaded(6, "SHA", "CTU", 5), Loaded(4, "SHA", "CTU", 6), Arrived(6, "CTU", 20));
        var rest = Arrived(4, "CTU", 22);
        spec.When(rest).Then(Sent(100, rest), Withdrawn(100, Waybills.DerivedExceptions.IdOf(Id(4), ExceptionKind.Shortage), rest));
    }

    [Fact]
    public void arrivals_are_compared_with_their_own_loading_list()
    {
        var arrived = Arrived(6, "CTU", 20, "A");
        Given(Received(10), Loaded(6, "SHA", "CTU", 5, "A"), Loaded(4, "SHA", "CTU", 6, "B")).When(arrived).Then(Sent(100, arrived));
    }

    [Fact]
    public void a_late_loading_can_make_an_earlier_arrival_short_and_its_correction_can_undo_that()
    {
        var late = Loaded(10, "SHA", "CTU", 5);
        var arrived = Arrived(8, "CTU", 20);
        var shortage = Waybills.DerivedExceptions.IdOf(Id(2), ExceptionKind.Shortage);
        Given(Received(10), arrived).When(late)
            .Then(Sent(100, late), Derived(2, ExceptionKind.Shortage, ExceptionStage.LineHaul, "SHA", 2, null, arrived));

        var correction = Corrected(Id(3));
        Given(Received(10), arrived, late).When(correction).Then(Sent(100, correction), Withdrawn(100, shortage, correction));
    }

    [Fact]
    public void a_cause_that_counts_again_restores_the_withdrawn_exception()
    {
        // Short by 2; the loading is corrected away; that correction is corrected away as well.
        var spec = Given(Received(10), Loaded(10, "SHA", "CTU", 5), Arrived(8, "CTU", 20), Corrected(Id(2)));
        var again = Corrected(Id(4));
        var history = spec.When(again).ThenHistory();
        var shortage = Waybills.DerivedExceptions.IdOf(Id(3), ExceptionKind.Shortage);
        history.Corrections.Keys.ShouldNotContain(shortage);
        history.EffectiveEvents.Count(entry => entry.Event is ExceptionRaised).ShouldBe(1);
    }

    [Fact]
    public void a_derived_exception_that_a_person_corrected_is_not_raised_again()
    {
        var shortage = Waybills.DerivedExceptions.IdOf(Id(3), ExceptionKind.Shortage);
        var more = Loaded(1, "SHA", "CTU", 6);
        Given(Received(10), Loaded(10, "SHA", "CTU", 5), Arrived(8, "CTU", 20), Corrected(shortage)).When(more).Then(Sent(100, more));
    }

    private static NewEvent Derived(int cause, ExceptionKind kind, ExceptionStage stage, string? responsible, int? pieces, string? words,
        WaybillEvent because)
    {
        var id = Waybills.DerivedExceptions.IdOf(Id(cause), kind);
        var raised = new ExceptionRaised(id.ToString(), kind, stage, responsible, pieces, words) { OccurredAt = because.OccurredAt,
            Station = because.Station, By = "ordertracking" };
        return new(id, raised, EventSource.System, Id(cause));
    }

    private static NewEvent Withdrawn(int trigger, Guid target, WaybillEvent because) => new(
        UuidV5.Create(Id(trigger), $"withdraw:{target}"),
        new Corrected(target, "成因不再成立") { OccurredAt = because.OccurredAt, Station = because.Station, By = "ordertracking" },
        EventSource.System, Id(trigger));
}
