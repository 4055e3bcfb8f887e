using OrderTracking.Application.Ports;
using OrderTracking.Application.Webhooks;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests.Webhooks;

/// <summary>What waits of a webhook: in order for each waybill, and bounded.</summary>
public sealed class ParkedDeliveriesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void only_the_first_of_a_waybill_is_looked_at_and_all_of_it_is_due_with_it()
    {
        var parked = new ParkedDeliveries(
            [Waits(1, "A", Now.AddMinutes(1)), Waits(2, "B", Now.AddMinutes(-1)), Waits(3, "A", null), Waits(4, "B", null)]);

        parked.Due(Now, 10).ShouldHaveSingleItem().Select(delivery => delivery.Position).ShouldBe([2, 4]);
        parked.Due(Now.AddMinutes(2), 10).Select(waiting => waiting[0].Position).ShouldBe([2, 1]);
        parked.Due(Now.AddMinutes(2), 1).ShouldHaveSingleItem()[0].Position.ShouldBe(2);
    }

    [Fact]
    public void what_a_round_has_settled_waits_no_more()
    {
        var parked = new ParkedDeliveries([Waits(1, "A", Now), Waits(2, "A", null)]);

        parked.Replace("A", [Waits(2, "A", Now)]);
        parked.Due(Now, 10).ShouldHaveSingleItem().ShouldHaveSingleItem().Position.ShouldBe(2);
        parked.Replace("A", []);

        parked.Has("A").ShouldBeFalse();
        parked.Room.ShouldBe((ParkedDeliveries.MaxDeliveries, ParkedDeliveries.MaxStreams));
    }

    [Fact]
    public void beyond_a_number_of_waybills_there_is_no_room_for_another()
    {
        var parked = new ParkedDeliveries([.. Enumerable.Range(1, ParkedDeliveries.MaxStreams).Select(n => Waits(n, $"W-{n}", Now))]);

        parked.Room.ShouldBe((ParkedDeliveries.MaxDeliveries - ParkedDeliveries.MaxStreams, 0));
    }

    [Fact]
    public void where_more_are_stored_nothing_new_is_taken_until_these_are_settled_and_read_again()
    {
        var parked = new ParkedDeliveries(
            [.. Enumerable.Range(1, ParkedDeliveries.MaxDeliveries).Select(n => Waits(n, $"W-{n % 7}", Now))]);

        parked.Room.ShouldBe((0, 0));
        for (var n = 0; n < 7; n++)
        {
            parked.IsToBeReadAgain.ShouldBeFalse();
            parked.Replace($"W-{n}", []);
        }

        parked.Room.ShouldBe((0, 0));
        parked.IsToBeReadAgain.ShouldBeTrue();
    }

    private static WebhookEventDelivery Waits(long position, string stream, DateTimeOffset? nextAt) =>
        new(position, Guid.NewGuid(), stream, "arrived", DeliveryStatus.Waiting, 0, NextAt: nextAt);
}
