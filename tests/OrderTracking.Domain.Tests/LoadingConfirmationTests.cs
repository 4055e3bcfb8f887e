using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>
/// 每日17:00前确定所负责客户的货物当日需要装车发运是否能及时发运,不能发运的及时反馈客户并与其协商.
/// The waybill is received on 2026-11-15, a Sunday, at 21:00; hours count from then, so 17:00 of Monday is 20 and its end 27.
/// </summary>
public sealed class LoadingConfirmationTests
{
    // 确定…当日需要装车发运是否能及时发运: at 17:00 it is to be known, not to be loaded.
    [Fact]
    public void a_truck_loaded_in_the_evening_of_the_planned_day_has_kept_the_plan() =>
        Verdicts(DeadlineRule.Loading, At(30), Received(), Plan(day: 1, hour: 1),
            new Loaded(10, "CTU") { OccurredAt = At(0).AddHours(24.5), Station = "SHA", By = "li.wei" })
            .ShouldBe(["due 27 kept 24.5: Met"]);

    // 报走货计划,确定装车时间: a plan may have a time, and is then due at it.
    [Fact]
    public void a_plan_with_a_time_is_due_at_its_time() =>
        Verdicts(DeadlineRule.Loading, At(30), Received(), Plan(day: 1, hour: 1, time: new(14, 30)), Loaded(10, "SHA", "CTU", 18))
            .ShouldBe(["due 17.5 kept 18: Late"]);

    // 每日17:00前确定: by the confirmation, whatever it says; by the loading itself; or by telling the customer on that day.
    [Fact]
    public void whether_it_can_leave_is_known_by_five_in_the_afternoon()
    {
        var plan = Plan(day: 1, hour: 1);
        Confirmation(At(19), Received(), plan).ShouldBe(["due 20: Open"]);
        Confirmation(At(21), Received(), plan).ShouldBe(["due 20: Missed"]);
        Confirmation(At(21), Received(), plan, Confirm(day: 1, canLeave: true, hour: 18)).ShouldBe(["due 20 kept 18: Met"]);
        Confirmation(At(21), Received(), plan, Confirm(day: 1, canLeave: false, hour: 19)).ShouldBe(["due 20 kept 19: Met"]);
        Confirmation(At(30), Received(), plan, Loaded(10, "SHA", "CTU", 16)).ShouldBe(["due 20 kept 16: Met"]);
        Confirmation(At(30), Received(), plan, Told(19)).ShouldBe(["due 20 kept 19: Met"]);
        Confirmation(At(30), Received(), plan, Confirm(day: 1, canLeave: true, hour: 22)).ShouldBe(["due 20 kept 22: Late"]);
    }

    [Fact]
    public void what_is_said_of_another_day_another_leg_or_on_another_day_confirms_nothing() =>
        Confirmation(At(21), Received(), Plan(day: 1, hour: 1), Told(2), Loaded(4, "SHA", "CTU", 5),
            Confirm(day: 2, canLeave: true, hour: 10), Confirm(day: 1, canLeave: true, hour: 11, next: "WUH"))
            .ShouldBe(["due 20: Missed"]);

    [Fact]
    public void a_plan_made_after_the_time_of_its_day_is_not_to_be_confirmed() =>
        Confirmation(At(30), Received(), Plan(day: 1, hour: 21)).ShouldBeEmpty();

    [Fact]
    public void the_time_of_day_is_one_of_the_accounts_terms()
    {
        var reference = SampleReference.As(SampleReference.Account("ACME") with { LoadingConfirmation = new(15, 0) });

        var history = Spec.Given(reference, Received()).When(Plan(day: 1, hour: 1)).ThenHistory();

        Verdicts(DeadlineRule.LoadingConfirmation, At(19), history).ShouldBe(["due 18: Missed"]);
    }

    // 不能发运的及时反馈客户: within the hours in which an exception is to be reported back.
    [Fact]
    public void of_what_cannot_leave_the_customer_is_told()
    {
        var (plan, cannot) = (Plan(day: 1, hour: 1), Confirm(day: 1, canLeave: false, hour: 18));

        Verdicts(DeadlineRule.CustomerNotification, At(23), Received(), plan, Told(17), cannot).ShouldBe(["due 22: Missed"]);
        Verdicts(DeadlineRule.CustomerNotification, At(23), Received(), plan, cannot, Told(19)).ShouldBe(["due 22 kept 19: Met"]);
        Verdicts(DeadlineRule.CustomerNotification, At(23), Received(), plan, Confirm(day: 1, canLeave: true, hour: 18)).ShouldBeEmpty();
    }

    // 若与客户承诺时间有变动时,与客户做好沟通、解释工作.
    [Fact]
    public void of_a_plan_that_moves_a_leg_later_the_customer_is_told()
    {
        var first = Plan(day: 1, hour: 1);

        Moved(first, Plan(day: 2, hour: 10)).ShouldBe(["due 14: Missed"]);
        Moved(Plan(day: 1, hour: 1, time: new(14, 0)), Plan(day: 1, hour: 10, time: new(18, 0)), Told(13))
            .ShouldBe(["due 14 kept 13: Met"]);
        // Earlier, again the same, on another leg, or the rest of a consignment that leaves in parts.
        Moved(Plan(day: 2, hour: 1), Plan(day: 1, hour: 10)).ShouldBeEmpty();
        Moved(first, Plan(day: 1, hour: 10)).ShouldBeEmpty();
        Moved(first, Plan(day: 2, hour: 10, next: "WUH")).ShouldBeEmpty();
        Moved(Plan(day: 1, hour: 1, pieces: 6), Plan(day: 2, hour: 10, pieces: 4)).ShouldBeEmpty();

        static IEnumerable<string> Moved(params WaybillEvent[] events) =>
            Verdicts(DeadlineRule.CustomerNotification, At(50), [Received(), .. events]);
    }

    [Fact]
    public void the_plan_shows_what_was_confirmed_last()
    {
        var rows = DeadlineRow.Rows(
            Recorded(Received(), Plan(day: 1, hour: 1), Confirm(day: 1, canLeave: true, hour: 15),
                Confirm(day: 1, canLeave: false, hour: 18)), Spec.Company);

        rows.Single(row => row.Rule == DeadlineRule.Loading).Loading
            .ShouldBe(new LoadingCheck("CTU", new(2026, 11, 16), null, 10, 0, 0, null, false, "无车", At(36)));
    }

    private static LoadingPlanned Plan(int day, int hour, TimeOnly? time = null, string next = "CTU", int? pieces = null) =>
        new(new DateOnly(2026, 11, 15).AddDays(day), next, pieces, PlannedTime: time) { OccurredAt = At(hour), Station = "SHA",
            By = "li.wei" };

    private static LoadingConfirmed Confirm(int day, bool canLeave, int hour, string? next = null) =>
        new(new DateOnly(2026, 11, 15).AddDays(day), canLeave, next, canLeave ? null : "无车", canLeave ? null : At(36))
        {
            OccurredAt = At(hour), Station = "SHA", By = "chen.jing",
        };

    private static CustomerNotified Told(int hour) => new("phone") { OccurredAt = At(hour), Station = "SHA", By = "chen.jing" };

    private static IEnumerable<string> Confirmation(DateTimeOffset now, params WaybillEvent[] events) =>
        Verdicts(DeadlineRule.LoadingConfirmation, now, events);

    private static IEnumerable<string> Verdicts(DeadlineRule rule, DateTimeOffset now, params WaybillEvent[] events) =>
        Verdicts(rule, now, Recorded(events));

    private static IEnumerable<string> Verdicts(DeadlineRule rule, DateTimeOffset now, History history) =>
        from row in DeadlineRow.Rows(history, Spec.Company)
        where row.Rule == rule
        select $"due {Hour(row.DueAt)}{(row.KeptAt is { } kept ? $" kept {Hour(kept)}" : "")}: {row.Verdict(now)}";

    private static History Recorded(params WaybillEvent[] events) =>
        new("ZB1", [.. events.Select((waybillEvent, index) => new RecordedEvent<WaybillEvent>(
            Spec.Id(index + 1), index + 1, index + 1, waybillEvent.OccurredAt, EventSource.Person, null, null, waybillEvent))]);

    // Rounded, because a day ends a microsecond before the next.
    private static double Hour(DateTimeOffset time) => Math.Round((time - At(0)).TotalHours, 3);
}
