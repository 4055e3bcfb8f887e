using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>View answers that wait for a position.</summary>
public class WaitForTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task a_caller_who_waits_for_their_own_event_sees_it()
    {
        for (var i = 0; i < 40; i++)
        {
            var position = (await fixture.Service.Post($"/v1/waybills/W-{i}/events", Send.Received(At))).Position;

            var found = await fixture.Service.Get($"/v1/waybills?q=W-{i}&limit=1&waitFor={position}");

            found.Items.ShouldHaveSingleItem().GetProperty("waybill").GetString().ShouldBe($"W-{i}");
            found.Position.ShouldBeGreaterThanOrEqualTo(position);
        }
    }

    [Theory]
    [InlineData("/v1/waybills")]
    [InlineData("/v1/on-time")]
    [InlineData("/v1/on-time/waybills")]
    [InlineData("/v1/exceptions")]
    [InlineData("/v1/exceptions/report")]
    [InlineData("/v1/receipts")]
    [InlineData("/v1/receipts/report")]
    public async Task a_position_that_does_not_come_is_not_waited_for_for_ever(string path)
    {
        fixture.Clock.Haste = 100;
        var answer = await fixture.Service.Get($"{path}?waitFor=999999999");
        fixture.Clock.Haste = 1;

        (answer.Status, answer.Code, answer.Field).ShouldBe((503, "view-behind", "waitFor"));
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }
}
