namespace OrderTracking.Testing.Freight;

/// <summary>Seeded randomness: the same seed gives the same freight.</summary>
public sealed class Chance(int seed)
{
    private readonly Random random = new(seed);

    public bool In100(int percent) => random.Next(100) < percent;

    public bool OneIn(int among) => random.Next(among) == 0;

    /// <summary>Both bounds included.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    public TimeSpan Hours(double least, double most) =>
        TimeSpan.FromMinutes(Math.Round((least + (random.NextDouble() * (most - least))) * 60));

    public T Of<T>(params IReadOnlyList<T> some) => some[random.Next(some.Count)];

    public T? Maybe<T>(T value) where T : class => OneIn(2) ? value : null;

    public void Shuffle<T>(T[] some) => random.Shuffle(some);

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
