namespace OrderTracking.Application.Reports;

/// <summary>The figures of a group in a period and in the one before; null where the group had none.</summary>
internal sealed record PeriodComparison<T>(string? Key, T? Current, T? Earlier) where T : class
{
    /// <summary>The groups of both periods, in order of key.</summary>
    public static IReadOnlyList<PeriodComparison<T>> Of(IEnumerable<T> now, IEnumerable<T> before, Func<T, string?> key)
    {
        var (these, those) = (Groups(now), Groups(before));
        return [.. these.Keys.Union(those.Keys).Order(StringComparer.Ordinal)
            .Select(name => new PeriodComparison<T>(name, these.GetValueOrDefault(name), those.GetValueOrDefault(name)))];

        // The total has a null key.
        Dictionary<string, T> Groups(IEnumerable<T> all) => all.Where(item => key(item) is not null).ToDictionary(item => key(item)!);
    }
}
