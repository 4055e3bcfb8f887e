namespace OrderTracking.Oracle.Tests.Life;

/// <summary>Seeded randomness: the same seed gives the same life.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random random = new(seed);

    public bool In100(int percent) => random.Next(100) < percent;

    /// <summary>Both bounds included.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    public TimeSpan Hours(double least, double most) =>
        TimeSpan.FromMinutes(Math.Round((least + (random.NextDouble() * (most - least))) * 60));

    public T Of<T>(params IReadOnlyList<T> some) => some[random.Next(some.Count)];

    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>A number of pieces in one, two or three parts.</summary>
    public int[] Parts(int pieces)
    {
        if (pieces < 2 || In100(60)) return [pieces];
        var first = Between(1, pieces - 1);
        return pieces - first < 2 || In100(70) ? [first, pieces - first] : [first, 1, pieces - first - 1];
    }
}
