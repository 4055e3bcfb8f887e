using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// An order and its goods: 受理订单, 迅速下达派车指令, 跟踪所调派的车辆是否按时到达客户处提货. Hours count from the order's reception.
/// </summary>
public sealed class GoodsInHandTests
{
    private static readonly Reference.ReferenceSnapshot Lane48 = SampleReference.As(SampleReference.Lane(48));

    private static Received ToPickUp => Received() with { Pickup = true };

    // The lane's hours and the stay at the origin run from when the goods are picked up, not from the order.
    [Fact]
    public void the_hours_of_what_is_picked_up_run_from_when_it_is_in_hand()
    {
        var ordered = Spec.Given(Lane48).When(ToPickUp).ThenHistory();
        (Promised(ordered), Terms.Of(ordered).ArrivalDueAt).ShouldBe((null, null));
        Rows(ordered, "dwellOrigin", "arrival", "promise").ShouldBeEmpty();

        var inHand = Spec.Given(Lane48, ToPickUp).When(PickedUp(10)).ThenHistory();

        (Promised(inHand), Terms.Of(inHand).ArrivalDueAt).ShouldBe((At(58), At(58)));
        Rows(inHand, "dwellOrigin", "arrival", "promise").ShouldBe(["arrival CTU 10-58", "promise CTU 0-58", "dwellOrigin SHA 10-34"],
            ignoreOrder: true);
        inHand.Events[^1].Causation.ShouldBe(Spec.Id(100));
    }

    [Fact]
    public void goods_are_in_hand_when_they_are_in_stock_or_loaded_though_nobody_reported_the_pickup()
    {
        Terms.Of(Spec.Given(Lane48, ToPickUp).When(StockedIn(7)).ThenHistory()).ArrivalDueAt.ShouldBe(At(55));
        Terms.Of(Spec.Given(Lane48, ToPickUp).When(Loaded(10, "SHA", "CTU", 9)).ThenHistory()).ArrivalDueAt.ShouldBe(At(57));
        Terms.Of(Spec.Given(Lane48, ToPickUp, StockedIn(7)).When(PickedUp(5)).ThenHistory()).ArrivalDueAt.ShouldBe(At(53));
    }

    [Fact]
    public void what_the_shipper_brings_is_in_hand_when_it_is_received() =>
        Terms.Of(Spec.Given(Lane48, Received()).When(StockedIn(7)).ThenHistory()).ArrivalDueAt.ShouldBe(At(48));

    [Fact]
    public void a_vehicle_requested_later_says_that_the_goods_are_not_in_hand_and_withdraws_the_promise()
    {
        var history = Spec.Given(Lane48, Received()).When(Ask(hour: 1, wanted: 5)).ThenHistory();

        Promised(history).ShouldBeNull();
        Terms.Of(Spec.Given(Lane48, Received(), Ask(hour: 1, wanted: 5)).When(PickedUp(4)).ThenHistory()).ArrivalDueAt.ShouldBe(At(52));
    }

    // 迅速…录入上门取货指令; 延迟派车…给予10元/票罚款.
    [Fact]
    public void a_vehicle_is_requested_within_two_hours_of_an_order_to_pick_up()
    {
        Rows(Recorded(ToPickUp), "dispatch").ShouldBe(["dispatch SHA 0-2"]);
        Rows(Recorded(ToPickUp, Ask(hour: 1, wanted: 5)), "dispatch").ShouldBe(["dispatch SHA 0-2 kept 1"]);
        Rows(Recorded(Received()), "dispatch").ShouldBeEmpty();
        var account = SampleReference.As(SampleReference.Account("ACME", limits: new(DispatchHours: 1)));
        Rows(Spec.Given(account).When(ToPickUp).ThenHistory(), "dispatch").ShouldBe(["dispatch SHA 0-1"]);
    }

    // 跟踪所调派的车辆是否按时到达客户处提货.
    [Fact]
    public void the_vehicle_is_at_the_shippers_by_the_time_wanted_though_it_loads_later()
    {
        var there = new VehicleArrived("沪A·D1234") { OccurredAt = At(4), Station = "SHA", By = "li.wei" };

        Rows(Recorded(ToPickUp, Ask(hour: 1, wanted: 5), there, PickedUp(6)), "pickup").ShouldBe(["pickup SHA 1-5 kept 4"]);
    }

    // 根据既定的运行时间在信息系统里查看派车情况: of what is to be delivered, a vehicle is requested after the arrival.
    [Fact]
    public void a_vehicle_to_deliver_is_requested_after_the_arrival()
    {
        var delivery = Received() with { Service = ServiceKind.Delivery };
        var ask = new DispatchRequested(DispatchPurpose.Delivery) { OccurredAt = At(40), Station = "CTU", By = "li.wei" };

        Rows(Recorded(delivery, Arrived(10, "CTU", 30)), "deliveryDispatch").ShouldBe(["deliveryDispatch CTU 30-54"]);
        Rows(Recorded(delivery, Arrived(10, "CTU", 30), ask), "deliveryDispatch").ShouldBe(["deliveryDispatch CTU 30-54 kept 40"]);
        Rows(Recorded(delivery, Arrived(10, "CTU", 30), Signed(10, 50)), "deliveryDispatch")
            .ShouldBe(["deliveryDispatch CTU 30-54 kept 50"]);
        Rows(Recorded(Received() with { Service = ServiceKind.SelfPickup }, Arrived(10, "CTU", 30)), "deliveryDispatch").ShouldBeEmpty();
    }

    // 提货晚点…必须第一时间与客户沟通: from when it was due, within the hours in which exceptions are reported back.
    [Fact]
    public void of_a_vehicle_that_is_late_the_customer_is_told()
    {
        WaybillEvent[] inTime = [ToPickUp, Ask(hour: 1, wanted: 5)];
        Rows(Recorded([.. inTime, PickedUp(4)]), "customerNotification").ShouldBeEmpty();
        Rows(Recorded([.. inTime, PickedUp(7)]), "customerNotification").ShouldBe(["customerNotification:pickup SHA 5-9 pickupLate"]);
        Rows(Recorded([.. inTime, PickedUp(7), Told(4), Told(8)]), "customerNotification")
            .ShouldBe(["customerNotification:pickup SHA 5-9 kept 8 pickupLate"]);

        // Not there yet: it is late from when that was recorded as missed, and not any more once it is seen to have been there in time.
        var open = Recorded(inTime);
        Rows(open, "customerNotification").ShouldBeEmpty();
        var late = Then(open, MissedDeadlines.Of(open, Spec.Company, At(6)));
        Rows(late, "customerNotification").ShouldBe(["customerNotification:pickup SHA 5-9 pickupLate"]);
        var seen = late.With([new(Spec.Id(50), 50, 50, At(8), EventSource.Person, null, null, PickedUp(4))]);
        Rows(seen, "customerNotification").ShouldBeEmpty();
    }

    private static DateTimeOffset? Promised(History history) => OnTimeRow.Rows(history, Spec.Company).Single().PromisedAt;

    private static PickedUp PickedUp(int hour) => new(10) { OccurredAt = At(hour), Station = "SHA", By = "li.wei" };

    private static StockedIn StockedIn(int hour) => new(10) { OccurredAt = At(hour), Station = "SHA", By = "li.wei" };

    private static CustomerNotified Told(int hour) => new("phone") { OccurredAt = At(hour), Station = "SHA", By = "chen.jing" };

    private static DispatchRequested Ask(int hour, int wanted) =>
        new(DispatchPurpose.Pickup, At(wanted)) { OccurredAt = At(hour), Station = "SHA", By = "li.wei" };

    private static History Recorded(params WaybillEvent[] events) =>
        new("ZB1", [.. events.Select((waybillEvent, index) => new RecordedEvent<WaybillEvent>(
            Spec.Id(index + 1), index + 1, index + 1, waybillEvent.OccurredAt, EventSource.Person, null, null, waybillEvent))]);

    private static History Then(History history, IReadOnlyList<NewEvent> missed) =>
        history.With([.. missed.Select((item, index) => new RecordedEvent<WaybillEvent>(
            item.Id, 10 + index, 10 + index, At(5).AddSeconds(1), item.Source, null, null, (WaybillEvent)item.Event))]);

    private static IEnumerable<string> Rows(History history, params string[] rules) =>
        from row in DeadlineRow.Rows(history, Spec.Company)
        where rules.Contains(row.Rule.Wire())
        select $"{(row.Rule == DeadlineRule.CustomerNotification ? row.Deadline : row.Rule.Wire())} {row.Station} "
            + $"{Hour(row.StartedAt)}-{Hour(row.DueAt)}{(row.KeptAt is { } kept ? $" kept {Hour(kept)}" : "")}"
            + (row.Rule == DeadlineRule.CustomerNotification ? $" {row.About}" : "");

    private static double? Hour(DateTimeOffset? time) => (time - At(0))?.TotalHours;
}
