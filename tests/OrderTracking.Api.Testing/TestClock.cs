namespace OrderTracking.Api.Testing;

/// <summary>A clock that a test sets. Until then, and for measuring elapsed time, it is the system's.</summary>
public sealed class TestClock : TimeProvider
{
    /// <summary>The current time; null for the system's time.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>The factor by which elapsed time is multiplied, so that timeouts end sooner.</summary>
    public int Haste { get; set; } = 1;

    public override DateTimeOffset GetUtcNow() => Now?.ToUniversalTime() ?? base.GetUtcNow();

    public override long GetTimestamp() => base.GetTimestamp() * Haste;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(
        callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / Haste,
        period == Timeout.InfiniteTimeSpan ? period : period / Haste);
}
