namespace OrderTracking.SampleData;

/// <summary>
/// Seeded random numbers (SplitMix64). Not <see cref="Random"/>, because the same seed must give the same lines on every version of
/// .NET, which that class does not promise.
/// </summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for the item of this number, independent of how many numbers others have drawn.</summary>
    public static Chance For(ulong seed, ulong ordinal) => new(new Chance(seed ^ (ordinal * 0xD6E8FEB86659FD93)).NextBits());

    public ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + (int)(Next() * (high - low + 1));

    public double Between(double low, double high) => low + (Next() * (high - low));

    public bool Happens(double probability) => Next() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Between(0, items.Count - 1)];
}
