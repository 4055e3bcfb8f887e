namespace OrderTracking.Api.Testing;

/// <summary>A clock that a test sets. Until it does, and for measuring how long something takes, it is the system's.</summary>
public sealed class TestClock : TimeProvider
{
    /// <summary>What time it is; null for the system's time.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>How many times as fast as the system's clock it measures: patience ends the sooner.</summary>
    public int Haste { get; set; } = 1;

    public override DateTimeOffset GetUtcNow() => Now?.ToUniversalTime() ?? base.GetUtcNow();

    public override long GetTimestamp() => base.GetTimestamp() * Haste;
}
