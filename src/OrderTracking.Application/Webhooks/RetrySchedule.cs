namespace OrderTracking.Application.Webhooks;

/// <summary>When a delivery is tried: ten times over about 75 hours, as Standard Webhooks suggests.</summary>
public static class RetrySchedule
{
    /// <summary>Between one try and the next.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>By how much a pause may be longer or shorter, so that what failed together is not tried together.</summary>
    private const double Jitter = 0.1;

    public static int MaxTries => Pauses.Length + 1;

    /// <summary>How long after a failed try the next one is made; null after the last.</summary>
    /// <param name="tries">How many were made.</param>
    /// <param name="chance">A random number from 0 to 1.</param>
    public static TimeSpan? After(int tries, double chance) =>
        tries >= MaxTries ? null : Pauses[tries - 1] * (1 - Jitter + (2 * Jitter * chance));
}
