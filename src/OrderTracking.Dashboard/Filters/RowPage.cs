namespace OrderTracking.Dashboard.Filters;

/// <summary>Some rows of a list, and the cursor of those that follow; null at the end.</summary>
public sealed record RowPage<T>(IReadOnlyList<T> Rows, string? Next);

/// <summary>Makes pages of rows.</summary>
public static class RowPage
{
    /// <summary>How many rows a page has.</summary>
    public const int Limit = 50;

    /// <param name="rows">One row more than the limit, if there are as many: it tells that another page follows.</param>
    /// <param name="cursor">The cursor behind a row.</param>
    public static RowPage<T> Of<T>(IReadOnlyList<T> rows, Func<T, string> cursor) =>
        rows.Count > Limit ? new([.. rows.Take(Limit)], cursor(rows[Limit - 1])) : new(rows, null);
}
