using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Past;

/// <summary>A past question, looked up in the log.</summary>
/// <param name="Moment">The time and the reference data by which it is judged.</param>
public sealed record KnownPast(PastCut Cut, QuestionMoment Moment);

/// <summary>What a past answer took; null where the kept rows gave it.</summary>
public sealed record ReplayCost(long Events, TimeSpan Time);

/// <summary>How much of the log one question about the past may read, for how long, and how many are answered at once.</summary>
public sealed record PastLimits(long Events, TimeSpan Time, int AtOnce = 2)
{
    public const int DefaultEvents = 200_000;

    public static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(20);
}
