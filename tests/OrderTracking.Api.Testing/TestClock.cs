namespace OrderTracking.Api.Testing;

/// <summary>A clock that a test sets. Until then, and for measuring elapsed time, it is the system's.</summary>
public sealed class TestClock : TimeProvider
{
    /// <summary>The current time; null for the system's time.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>
    /// The factor by which elapsed time is multiplied, so that timeouts end sooner. With 0 it stands still, and timers run by the
    /// system's clock.
    /// </summary>
    public int Haste { get; set; } = 1;

    public override DateTimeOffset GetUtcNow() => Now?.ToUniversalTime() ?? base.GetUtcNow();

    public override long GetTimestamp() => base.GetTimestamp() * Haste;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Hastened(dueTime), Hastened(period));

    private TimeSpan Hastened(TimeSpan time) => time == Timeout.InfiniteTimeSpan || Haste == 0 ? time : time / Haste;
}
