using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// 6.1 跟踪货物入库状态 (job book): 「对于包装验收要求严格的货物、在始发站货物出现异常不能直接发运的货物、需要更换的货物…将信息反馈客户经理」; 6.2 「由客户经理反馈信息给
/// 发货人,给出解决方案。接客户经理发运通知后安排发运事宜」. The waybill is received on 2026-11-15, a Sunday, at 21:00; hours count from then, so Monday ends at 27.
/// </summary>
public sealed class HoldTests
{
    // 在始发站货物出现异常不能直接发运: it waits 24 hours for a vehicle, and those in which it may not leave do not count.
    [Fact]
    public void dwell_at_the_origin_stands_still_while_goods_are_held()
    {
        Dwell(At(24), Received(), Held(10)).ShouldBeEmpty("without a release nobody knows when it is due");
        Dwell(At(40), Received(), Held(10), Released(16)).ShouldBe(["due 30: Missed"]);
        Dwell(At(40), Received(), Held(10), Released(16), Loaded(10, "SHA", "CTU", 29)).ShouldBe(["due 30 kept 29: Met"]);
        Dwell(At(40), Received(), Held(10), Released(16), Loaded(10, "SHA", "CTU", 31)).ShouldBe(["due 30 kept 31: Late"]);
        Dwell(At(60), Received(), Held(10), Released(16), Held(20), Released(40), Loaded(10, "SHA", "CTU", 50))
            .ShouldBe(["due 50 kept 50: Met"]);
    }

    [Fact]
    public void what_was_due_before_the_hold_was_kept_before_it_or_waits_elsewhere_is_not_moved()
    {
        Dwell(At(60), Received(), Held(25)).ShouldBe(["due 24: Missed"]);
        Dwell(At(60), Received(), Loaded(6, "SHA", "CTU", 5), Held(6)).ShouldBe(["due 24 kept 5: Met"]);
        Dwell(At(60), Received(transfers: ["WUH"]), Held(5, station: "WUH")).ShouldBe(["due 24: Missed"]);
        // Whoever reports it away from the route means goods at the origin.
        Dwell(At(60), Received(), Held(5, station: "HQ")).ShouldBeEmpty();
    }

    [Fact]
    public void dwell_at_a_transfer_station_stands_still_too() =>
        Verdicts(DeadlineRule.DwellTransfer, At(90), Received(transfers: ["WUH"]), Loaded(10, "SHA", "WUH", 5), Arrived(10, "WUH", 20),
            Held(30, station: "WUH"), Released(50)).ShouldBe(["due 64: Missed"]);

    // 接客户经理发运通知后安排发运: a plan that falls before that is not missed; it goes on at the same time of the first day after the release.
    [Fact]
    public void a_plan_that_falls_while_goods_are_held_goes_on_from_the_release()
    {
        Loading(At(60), Received(), Plan(1), Held(10)).ShouldBeEmpty();
        Loading(At(60), Received(), Plan(1), Held(10), Released(40)).ShouldBe(["due 51: Missed"]);
        Loading(At(60), Received(), Plan(1), Held(10), Released(40), Loaded(10, "SHA", "CTU", 50)).ShouldBe(["due 51 kept 50: Met"]);
        // By 14:30, which is 17.5: released at noon of Tuesday, and in its evening.
        Loading(At(80), Received(), Plan(1, new(14, 30)), Held(10), Released(39)).ShouldBe(["due 41.5: Missed"]);
        Loading(At(80), Received(), Plan(1, new(14, 30)), Held(10), Released(46)).ShouldBe(["due 65.5: Missed"]);
        // Held again over the new time.
        Loading(At(98), Received(), Plan(1), Held(10), Released(40), Held(45), Released(90)).ShouldBe(["due 99: Open"]);
        // Held again after it was kept, before the new time.
        Loading(At(98), Received(), Plan(1), Held(10), Released(40), Loaded(10, "SHA", "CTU", 45), Held(48), Released(90))
            .ShouldBe(["due 51 kept 45: Met"]);
    }

    [Fact]
    public void a_plan_is_due_as_planned_where_goods_are_released_before_it_or_held_after_it()
    {
        Loading(At(60), Received(), Plan(1), Held(10), Released(26)).ShouldBe(["due 27: Missed"]);
        Loading(At(60), Received(), Plan(1), Held(28)).ShouldBe(["due 27: Missed"]);
        Loading(At(60), Received(), Plan(1), Loaded(10, "SHA", "CTU", 9), Held(10)).ShouldBe(["due 27 kept 9: Met"]);
    }

    [Fact]
    public void whether_held_goods_can_leave_is_asked_by_five_oclock_after_the_release()
    {
        Confirmation(At(30), Received(), Plan(1), Held(10)).ShouldBeEmpty();
        Confirmation(At(60), Received(), Plan(1), Held(10), Released(40)).ShouldBe(["due 44: Missed"]);
        Confirmation(At(60), Received(), Plan(1), Held(21), Released(40)).ShouldBe(["due 20: Missed"]);
    }

    // A miss that the clock recorded before the branch reported the hold is taken back.
    [Fact]
    public void a_hold_told_late_withdraws_the_miss()
    {
        WaybillEvent[] events = [Received(), Held(10)];
        var missed = new DeadlineMissed("dwellOrigin:" + Spec.Id(1), At(24)) { OccurredAt = At(24), Station = "SHA", By = "ordertracking" };
        var history = Recorded(events).With([new(MissedDeadlines.IdOf("ZB1", missed.Deadline, missed.DueAt), 9, 9, At(24),
            EventSource.Clock, null, null, missed)]);

        DeadlineRow.Rows(history, Spec.Company).Single(row => row.Rule == DeadlineRule.DwellOrigin).Withdrawn.ShouldBeTrue();
    }

    [Fact]
    public void of_a_release_that_is_told_after_the_new_due_time_nobody_could_be_warned()
    {
        var history = new History("ZB1", [.. new[] { (Received(), At(0)), ((WaybillEvent)Held(10), At(10)), (Released(16), At(31)) }
            .Select((told, index) => new RecordedEvent<WaybillEvent>(
                Spec.Id(index + 1), index + 1, index + 1, told.Item2, EventSource.Person, null, null, told.Item1))]);

        var row = DeadlineRow.Rows(history, Spec.Company).Single(row => row.Rule == DeadlineRule.DwellOrigin);
        (row.DueAt, row.KnownInTime).ShouldBe((At(30), false));
    }

    // 发现有异常及时跟客户经理联系,由客户经理反馈信息给发货人; 未与客户联系造成货物延时发运等,视情况给予10-50元/次处罚.
    [Fact]
    public void the_customer_is_told_of_goods_that_are_held()
    {
        Telling(At(20), Received(), Held(10)).ShouldBe(["due 14: Missed held"]);
        Telling(At(20), Received(), Held(10), Told(12)).ShouldBe(["due 14 kept 12: Met held"]);
        // Whoever knows what the customer wants has talked to the customer.
        Telling(At(20), Received(), Held(10), Released(13)).ShouldBe(["due 14 kept 13: Met held"]);
        Telling(At(20), Received(), Held(10), Held(11, HoldReason.Packing), Told(12)).ShouldBe(["due 14 kept 12: Met held"]);
    }

    // 视情况给予10-50元/次处罚: a range of the schedule's line, for each hold of which nobody told the customer.
    [Fact]
    public void for_each_hold_that_the_customer_was_not_told_of_ten_to_fifty_yuan_are_proposed()
    {
        var reference = SampleReference.As(new PenaltyScheduleSet(DeadlineRule.CustomerNotification, 10, new(2026, 1, 1), MaxFine: 50,
            Unit: PenaltyUnit.Case, Post: "客户经理", Supervisor: "客服经理、单证") { OccurredAt = At(0), Station = "HQ", By = "wu.gang" });
        var breaches = DeadlineRow.Rows(Recorded(Received(), Held(1), Told(8), Held(20, station: "CTU")), Spec.Company)
            .Where(row => row.Rule == DeadlineRule.CustomerNotification && row.Verdict(At(30)) != DeadlineVerdict.Met).ToList();

        breaches.Select((row, index) => reference.ProposedFor(row, index == 0)?.Event).Select(line => (line?.Fine, line?.MaxFine))
            .ShouldBe([(10, 50), (10, 50)]);
    }

    // What waits for the customer, since when, and why.
    [Fact]
    public void a_waybill_says_that_its_goods_wait()
    {
        Waiting(Received(), Held(10)).ShouldBe(new HeldGoods(At(10), "SHA", HoldReason.GoodsException, "外箱破损", null));
        Waiting(Received(), Held(10), Held(11, HoldReason.Replacement), Told(12), Told(14))
            .ShouldBe(new HeldGoods(At(10), "SHA", HoldReason.Replacement, "外箱破损", At(12)));
        Waiting(Received(), Held(10), Released(16)).ShouldBeNull();
        Waiting(Received(), Held(10), new Cancelled { OccurredAt = At(12), Station = "SHA", By = "li.wei" }).ShouldBeNull();
        Waiting(Received(), Held(10), Signed(10)).ShouldBeNull();
        Waiting(Received(transfers: ["WUH"]), Held(10), Held(30, station: "WUH")).ShouldBe(
            new HeldGoods(At(30), "WUH", HoldReason.GoodsException, "外箱破损", null), "they cannot wait at two stations");
    }

    // 不能直接发运: loaded all the same, they wait no longer, and the 10:00 list and the timeline say it.
    [Fact]
    public void goods_loaded_while_held_are_marked_and_wait_no_longer()
    {
        WaybillEvent[] events = [Received(), Held(10), Loaded(6, "SHA", "CTU", 12), Loaded(4, "SHA", "CTU", 13)];

        Waiting(events).ShouldBeNull();
        RemarkRow.Rows(Recorded(events)).Select(row => $"{row.Type} {row.Odd}").ShouldBe(["loaded loaded-while-held"]);
        Timeline.Of(Recorded(events), Spec.Company).Items.Count(item => item.Odd.Contains("loaded-while-held")).ShouldBe(1);
        Waiting(Received(transfers: ["WUH"]), Held(10), Loaded(4, "WUH", "CTU", 12)).ShouldNotBeNull("those were others of the goods");
        Dwell(At(60), Received(), Held(10), Loaded(10, "SHA", "CTU", 30)).ShouldBe(["due 44 kept 30: Met"]);
        Timeline.Of(Recorded(Received(), Held(10), Released(11), Loaded(10, "SHA", "CTU", 12)), Spec.Company).Items
            .ShouldAllBe(item => item.Odd.Count == 0);
    }

    // 包装验收: what was found of the packing is on the 10:00 list (每日10:00前…对其中备注中的异常情况及时跟踪).
    [Fact]
    public void packing_remarks_are_on_the_ten_oclock_list() =>
        RemarkRow.Rows(Recorded(Received(),
                new StockedIn(10, PackingRemarks: "三箱胶带脱落") { OccurredAt = At(2), Station = "SHA", By = "li.wei" },
                new StockedIn(10) { OccurredAt = At(3), Station = "SHA", By = "li.wei" }))
            .Select(row => $"{row.Type} {row.Station} {row.Text}").ShouldBe(["stockedIn SHA 三箱胶带脱落"]);

    private static HeldForInstruction Held(int hour, HoldReason reason = HoldReason.GoodsException, string station = "SHA") =>
        new(reason, "外箱破损") { OccurredAt = At(hour), Station = station, By = "li.wei" };

    private static ReleasedForDispatch Released(int hour) =>
        new("加固后发运") { OccurredAt = At(hour), Station = "SHA", By = "chen.jing" };

    private static CustomerNotified Told(int hour) => new("phone") { OccurredAt = At(hour), Station = "SHA", By = "chen.jing" };

    private static LoadingPlanned Plan(int day, TimeOnly? time = null) =>
        new(new DateOnly(2026, 11, 15).AddDays(day), "CTU", PlannedTime: time) { OccurredAt = At(1), Station = "SHA", By = "li.wei" };

    private static HeldGoods? Waiting(params WaybillEvent[] events) => WaybillRow.Rows(Recorded(events)).Single().Held;

    private static IEnumerable<string> Dwell(DateTimeOffset now, params WaybillEvent[] events) =>
        Verdicts(DeadlineRule.DwellOrigin, now, events);

    private static IEnumerable<string> Loading(DateTimeOffset now, params WaybillEvent[] events) =>
        Verdicts(DeadlineRule.Loading, now, events);

    private static IEnumerable<string> Confirmation(DateTimeOffset now, params WaybillEvent[] events) =>
        Verdicts(DeadlineRule.LoadingConfirmation, now, events);

    private static IEnumerable<string> Telling(DateTimeOffset now, params WaybillEvent[] events) =>
        Verdicts(DeadlineRule.CustomerNotification, now, events);

    private static IEnumerable<string> Verdicts(DeadlineRule rule, DateTimeOffset now, params WaybillEvent[] events) =>
        from row in DeadlineRow.Rows(Recorded(events), Spec.Company)
        where row.Rule == rule
        select $"due {Hour(row.DueAt)}{(row.KeptAt is { } kept ? $" kept {Hour(kept)}" : "")}: {row.Verdict(now)}"
            + (rule == DeadlineRule.CustomerNotification ? $" {row.About}" : "");

    private static History Recorded(params WaybillEvent[] events) =>
        new("ZB1", [.. events.Select((waybillEvent, index) => new RecordedEvent<WaybillEvent>(
            Spec.Id(index + 1), index + 1, index + 1, waybillEvent.OccurredAt, EventSource.Person, null, null, waybillEvent))]);

    // Rounded, because a day ends a microsecond before the next.
    private static double Hour(DateTimeOffset time) => Math.Round((time - At(0)).TotalHours, 3);
}
