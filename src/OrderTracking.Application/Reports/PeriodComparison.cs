namespace OrderTracking.Application.Reports;

/// <summary>The figures of a group in a period and in the earlier ones; null where the group had none.</summary>
/// <param name="Earlier">One for each earlier period, the nearest first.</param>
internal sealed record PeriodComparison<T>(string? Key, T? Current, IReadOnlyList<T?> Earlier) where T : class
{
    /// <summary>The groups of all periods, in order of key.</summary>
    public static IReadOnlyList<PeriodComparison<T>> Of(IEnumerable<T> now, IEnumerable<IEnumerable<T>> before, Func<T, string?> key)
    {
        var (these, those) = (Groups(now), before.Select(Groups).ToList());
        return [.. these.Keys.Union(those.SelectMany(groups => groups.Keys)).Order(StringComparer.Ordinal)
            .Select(name => new PeriodComparison<T>(
                name, these.GetValueOrDefault(name), [.. those.Select(groups => groups.GetValueOrDefault(name))]))];

        // The total has a null key.
        Dictionary<string, T> Groups(IEnumerable<T> all) => all.Where(item => key(item) is not null).ToDictionary(item => key(item)!);
    }
}
