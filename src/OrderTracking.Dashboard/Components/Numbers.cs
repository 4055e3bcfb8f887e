using System.Globalization;

namespace OrderTracking.Dashboard.Components;

/// <summary>Numbers in addresses, which people may change: what is none is as if it were left out.</summary>
public static class Numbers
{
    public static long? Of(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The number, or the nearest within these limits.</summary>
    public static int Within(string? text, int min, int max, int otherwise) =>
        (int)Math.Clamp(Of(text) ?? otherwise, min, max);
}
