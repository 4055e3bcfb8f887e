using OrderTracking.Domain.Events;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>Which version of reference data is in force at a time.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void nothing_is_in_force_before_the_first_version_begins()
    {
        var reference = SampleReference.As(SampleReference.Lane(48, from: Day(10)));

        reference.Standard("SHA", "CTU", Day(10).AddTicks(-1)).ShouldBeNull();
        reference.Standard("SHA", "CTU", Day(10)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public void the_version_that_begins_last_is_in_force_and_of_several_the_one_recorded_last()
    {
        var reference = SampleReference.As(
            SampleReference.Lane(48, from: Day(10)), SampleReference.Lane(24, from: Day(20)), SampleReference.Lane(36, from: Day(10)),
            SampleReference.Lane(12, from: Day(20)));

        (int, int)? At(int day) => reference.Standard("SHA", "CTU", Day(day)) is { } found ? (found.Event.Hours, found.Version) : null;
        (At(10), At(19), At(20), At(30)).ShouldBe(((36, 3), (36, 3), (12, 4), (12, 4)));
    }

    [Fact]
    public void terms_begin_when_they_occurred_unless_they_name_another_time()
    {
        var reference = SampleReference.As(SampleReference.Account("ACME", reportBackHours: 2));

        (reference.Account("ACME", SampleReference.Long.AddTicks(-1)),
            reference.AccountVersion("ACME", SampleReference.Long)).ShouldBe((null, 1));
    }

    [Fact]
    public void an_account_is_looked_after_by_whoever_took_it_over_last()
    {
        var reference = SampleReference.As(Assigned("ACME", "wang", 1), Assigned("BETA", "li", 1), Assigned("ACME", "li", 15));

        (reference.ManagerOf("ACME", Day(14)), reference.ManagerOf("ACME", Day(15)),
            reference.ManagerOf("GAMMA", Day(15))).ShouldBe(("wang", "li", null));
        reference.AccountsOf("li", Day(14)).ShouldBe(["BETA"]);
        reference.AccountsOf("li", Day(15)).ShouldBe(["ACME", "BETA"]);
        reference.Accounts.ShouldBe(["ACME", "BETA"]);
    }

    [Fact]
    public void the_fine_is_that_of_the_schedule_in_force_on_the_day()
    {
        var reference = SampleReference.As(PenaltySchedule(10, 5), PenaltySchedule(20, 12), PenaltySchedule(30, 12));

        (Fine(4), Fine(11), Fine(12)).ShouldBe((null, (10m, 1), (30m, 3)));
        reference.PenaltySchedule(DeadlineRule.Promise, Date(12)).ShouldBeNull();

        (decimal, int)? Fine(int day) => reference.PenaltySchedule(DeadlineRule.Receipt, Date(day)) is { } schedule
            ? (schedule.Event.Fine, schedule.Version) : null;
    }

    [Fact]
    public void a_snapshot_is_immutable_and_has_its_position()
    {
        var before = SampleReference.As(SampleReference.Lane(48));
        var after = before.Later(SampleReference.Lane(24));

        (before.Standard("SHA", "CTU", Day(1))!.Event.Hours, after.Standard("SHA", "CTU", Day(1))!.Event.Hours).ShouldBe((48, 24));
        (before.Position, after.Position).ShouldBe((1, 10_000));
        after.Stream("lane:SHA~CTU").Select(entry => entry.Version).ShouldBe([1, 2]);
        after.With(after.After(0)).Stream("lane:SHA~CTU").Count.ShouldBe(2, "what it knows is not added again");
    }

    private static AccountManagerAssigned Assigned(string account, string manager, int day) =>
        new(account, manager, Day(day)) { OccurredAt = SampleReference.Long, Station = "HQ", By = "chen.jing" };

    private static PenaltyScheduleSet PenaltySchedule(decimal fine, int day) =>
        new(DeadlineRule.Receipt, fine, Date(day)) { OccurredAt = SampleReference.Long, Station = "HQ", By = "chen.jing" };

    private static DateTimeOffset Day(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.FromHours(8));

    private static DateOnly Date(int day) => new(2026, 11, day);
}
