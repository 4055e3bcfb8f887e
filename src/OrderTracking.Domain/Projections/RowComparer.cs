using System.Reflection;
using OrderTracking.Domain.Views;

namespace OrderTracking.Domain.Projections;

/// <summary>
/// Whether two rows are equal including the offsets of their times. Records treat times as equal that are the same instant with another
/// offset; a row must not depend on the order in which events arrived.
/// </summary>
internal static class RowComparer<TRow> where TRow : class, IViewRow
{
    private static readonly Func<TRow, DateTimeOffset?>[] Times =
    [
        .. from property in typeof(TRow).GetProperties()
           where property.PropertyType == typeof(DateTimeOffset) || property.PropertyType == typeof(DateTimeOffset?)
           select property.PropertyType == typeof(DateTimeOffset)
           ? Always(property) : property.GetMethod!.CreateDelegate<Func<TRow, DateTimeOffset?>>(),
    ];

    public static bool Same(TRow one, TRow other) =>
        one.Equals(other) && Array.TrueForAll(Times, time => time(one)?.Offset == time(other)?.Offset);

    private static Func<TRow, DateTimeOffset?> Always(PropertyInfo property)
    {
        var get = property.GetMethod!.CreateDelegate<Func<TRow, DateTimeOffset>>();
        return row => get(row);
    }
}
