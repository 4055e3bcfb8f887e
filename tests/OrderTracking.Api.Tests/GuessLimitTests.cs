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
    public void failures_of_an_address_are_counted_together_and_those_of_its_neighbours_apart(string failing, string same, string other)
    {
        using var limit = new FailedSignInLimit(new() { Guesses = 30 });
        for (var i = 0; i < 30; i++) limit.Count(Address(failing), null, out _).ShouldBeTrue();

        limit.Count(Address(same), null, out var retryAfter).ShouldBeFalse();
        retryAfter.TotalSeconds.ShouldBeInRange(1, 60);
        limit.Count(Address(other), null, out _).ShouldBeTrue();
    }

    [Fact]
    public void wrong_secrets_of_a_key_are_counted_by_themselves()
    {
        using var limit = new FailedSignInLimit(new() { Guesses = 1 });

        limit.Count("192.0.2.7", "0123", out _).ShouldBeTrue();
        limit.Count("192.0.2.7", "0123", out _).ShouldBeFalse();
        limit.Count("192.0.2.7", "4567", out _).ShouldBeTrue();
        limit.Count("192.0.2.7", null, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task credentials_of_an_address_that_fails_too_often_are_checked_one_at_a_time()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var limit = new FailedSignInLimit(new() { Guesses = 1 });
        (await limit.Turn("192.0.2.7", cancellation)).ShouldBeNull();
        limit.Count("192.0.2.7", null, out _);

        var first = await limit.Turn("192.0.2.7", cancellation);
        var second = limit.Turn("192.0.2.7", cancellation).AsTask();

        (await limit.Turn("192.0.2.8", cancellation)).ShouldBeNull();
        second.IsCompleted.ShouldBeFalse();
        first.ShouldNotBeNull().Dispose();
        (await second).ShouldNotBeNull().Dispose();
    }

    private static string Address(string address) => ClientAddress.Of(IPAddress.Parse(address));
}
