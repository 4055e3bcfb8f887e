using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Protocol;

/// <summary>A page whatever its items are, so that it can be written item by item.</summary>
internal interface IPage
{
    IEnumerable<object?> Items { get; }

    Page<TShape> Select<TShape>(Func<object?, TShape> shape);
}

/// <summary>A page of items, and the cursor of the next page; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long? Position = null, long? LagMs = null) : IPage
{
    IEnumerable<object?> IPage.Items => Items.Cast<object?>();

    Page<TShape> IPage.Select<TShape>(Func<object?, TShape> shape) => Select(item => shape(item));

    internal Page<TShape> Select<TShape>(Func<T, TShape> shape) => new([.. Items.Select(shape)], Next, Position, LagMs);

    /// <summary>The page with the position that the views have reached.</summary>
    internal Page<T> At(ViewPosition position) => this with { Position = position.Position, LagMs = position.LagMs };
}

internal static class Page
{
    /// <summary>A list that is answered whole.</summary>
    public static Page<T> All<T>(IReadOnlyList<T> items) => new(items, null);

    /// <param name="rows">One row more than the limit, if there are as many: it tells that another page follows.</param>
    /// <param name="next">The cursor behind a row.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, string> next) =>
        rows.Count > limit ? new([.. rows.Take(limit)], next(rows[limit - 1])) : new(rows, null);
}
