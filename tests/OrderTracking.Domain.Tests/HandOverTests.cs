using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>"在工作变动时,须对所有报表与相应人员交接": when an account goes from one manager to another.</summary>
public sealed class HandOverTests
{
    [Fact]
    public void a_first_manager_takes_nothing_over() => Between(Assigned("wang", 1)).ShouldBeNull();

    [Fact]
    public void a_hand_over_begins_with_the_next_managers_first_day() =>
        Between(Assigned("wang", 1), Assigned("li", 5), Assigned("zhao", 29)).ShouldBe(("wang", "li", 5));

    [Fact]
    public void an_assignment_to_the_same_manager_begins_none() =>
        Between(Assigned("wang", 1), Assigned("li", 5), Assigned("li", 9)).ShouldBe(("wang", "li", 5));

    [Fact]
    public void what_was_accepted_of_an_earlier_hand_over_does_not_count()
    {
        var reference = SampleReference.As(Assigned("wang", 1), Assigned("li", 5));
        var accepted = reference.Later(
            new HandOverAccepted("ACME", SampleReference.IdAt(2), ["account"], true) { OccurredAt = Day(6), Station = "", By = "li" });
        var again = accepted.Later(Assigned("zhao", 9));

        HandOver.Of(accepted, "ACME", Day(20))!.IsComplete.ShouldBeTrue();
        HandOver.Of(accepted, "ACME", Day(20))!.Accepted.ShouldBe(["account"]);
        HandOver.Of(again, "ACME", Day(20))!.Accepted.ShouldBeEmpty();
    }

    private static (string, string, int)? Between(params AccountManagerAssigned[] assigned) =>
        HandOver.Of(SampleReference.As(assigned), "ACME", Day(20)) is { } found ? (found.From, found.To, found.Since.Day) : null;

    private static AccountManagerAssigned Assigned(string manager, int day) =>
        new("ACME", manager, Day(day)) { OccurredAt = SampleReference.Long, Station = "HQ", By = "chen.jing" };

    private static DateTimeOffset Day(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.FromHours(8));
}
