namespace OrderTracking.Application.Sandbox;

/// <summary>Whether the service is a sandbox.</summary>
public sealed record SandboxMode(bool IsOn);

/// <summary>
/// The machine's clock, moved ahead by as much as testers of a sandbox have moved it. It goes on by itself; elapsed time and timers are the
/// machine's.
/// </summary>
public sealed class SandboxClock : TimeProvider
{
    private long ahead;

    /// <summary>By how much it is ahead of the machine's.</summary>
    public TimeSpan Ahead
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref ahead));
        set => Volatile.Write(ref ahead, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
