using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Diagnostics;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>How many wrong digits public tracking takes, of a number, from a network and in all.</summary>
public sealed class WrongDigitLimitsTests : IDisposable
{
    private readonly Telemetry telemetry = new();
    private readonly TestClock clock = new() { Now = DateTimeOffset.UtcNow };
    private readonly WrongDigitLimits limits;
    private int numbers;

    public WrongDigitLimitsTests() =>
        limits = new(new() { WrongDigits = 10, WrongDigitsOfNetwork = 30, WrongDigitsOfAll = 300 }, telemetry, clock,
            NullLogger<WrongDigitLimits>.Instance);

    public void Dispose() => telemetry.Dispose();

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.250", "192.0.3.1")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.250", "::ffff:192.0.3.1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:ffff::9", "2001:db8:2:2::1")]
    public void a_network_has_thirty_whatever_its_addresses_and_whatever_the_numbers(string first, string same, string other)
    {
        for (var i = 0; i < 30; i++) Guess(i % 2 == 0 ? first : same).ShouldBeTrue();

        Guess(first).ShouldBeFalse();
        Guess(same).ShouldBeFalse();
        Guess(other).ShouldBeTrue();
        clock.Now += WrongDigitLimits.Window;
        Guess(first).ShouldBeTrue();
    }

    [Fact]
    public void guessers_on_many_networks_have_three_hundred_together_and_lock_nobody_else_out()
    {
        var taken = 0;
        for (var round = 0; round < 10; round++)
            for (var network = 0; network < 120; network++)
                if (Guess($"198.51.{network}.7")) taken++;

        taken.ShouldBe(300);
        // Whoever has not been wrong is still let in; with wrong digits once.
        for (var i = 0; i < 5; i++) Right("203.0.113.9").ShouldBeTrue();
        Guess("203.0.113.9").ShouldBeTrue();
        Right("203.0.113.9").ShouldBeFalse();
        clock.Now += WrongDigitLimits.Window;
        Right("203.0.113.9").ShouldBeTrue();
    }

    [Fact]
    public void right_digits_cost_nothing()
    {
        for (var i = 0; i < 1_000; i++) Right("192.0.2.1").ShouldBeTrue();

        Guess("192.0.2.1").ShouldBeTrue();
    }

    [Fact]
    public void each_try_is_measured_by_its_outcome()
    {
        var outcomes = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == telemetry.Meter && instrument.Name == "ordertracking.tracking.tries")
                listening.EnableMeasurementEvents(instrument);
        } };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => outcomes.Add((string)tags[0].Value!));
        listener.Start();

        Right("192.0.2.1");
        for (var i = 0; i < 11; i++) Guess("192.0.2.1", "ZB-SAME");
        for (var i = 0; i < 21; i++) Guess("192.0.2.1");

        outcomes.CountBy(outcome => outcome).ShouldBe(
            [new("right-digits", 1), new("wrong-digits", 30), new("no-try-left-of-number", 1), new("no-try-left-of-network", 1)],
            ignoreOrder: true);
    }

    private bool Guess(string address, string? number = null)
    {
        if (!limits.Try(number ?? $"ZB-{numbers++}", IPAddress.Parse(address), out var retryAfter))
        {
            retryAfter.ShouldBeInRange(TimeSpan.FromTicks(1), WrongDigitLimits.Window);
            return false;
        }
        limits.Wrong();
        return true;
    }

    private bool Right(string address)
    {
        var number = $"ZB-{numbers++}";
        if (!limits.Try(number, IPAddress.Parse(address), out _)) return false;
        limits.GiveBack(number, IPAddress.Parse(address));
        return true;
    }
}
