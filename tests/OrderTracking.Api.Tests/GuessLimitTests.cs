using System.Net;
using OrderTracking.Api.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

public class GuessLimitTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.8")]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", "::ffff:192.0.2.8")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")]
    public void an_address_that_fails_too_often_is_turned_away_and_its_neighbours_are_not(string failing, string same, string other)
    {
        using var limit = new FailedSignInLimit(new() { Guesses = 30 });
        for (var i = 0; i < 30; i++)
        {
            limit.IsOver(IPAddress.Parse(failing), out _).ShouldBeFalse();
            limit.Failed(IPAddress.Parse(failing));
        }

        limit.IsOver(IPAddress.Parse(same), out var retryAfter).ShouldBeTrue();
        retryAfter.TotalSeconds.ShouldBeInRange(1, 60);
        limit.IsOver(IPAddress.Parse(other), out _).ShouldBeFalse();
    }
}
