namespace OrderTracking.Domain;

/// <summary>The names of an enumeration's values over HTTP and in stored data: in camelCase.</summary>
internal static class WireNames<TEnum> where TEnum : struct, Enum
{
    /// <summary>In order of value; the values begin at 0 and have no gaps.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Enum.GetNames<TEnum>().Select(name => char.ToLowerInvariant(name[0]) + name[1..])];
}
