using OrderTracking.Domain;

namespace OrderTracking.Application.Reports;

/// <summary>Defines a section's columns together with how each cell is computed, so that the two always match.</summary>
public sealed class Table<T>(Company company, string key, string chinese, string english)
{
    private readonly List<(Column Column, Func<T, object?> Cell)> columns = [];

    public Table<T> Text(string key, string chinese, string english, Func<T, string?> cell) =>
        With(key, chinese, english, CellKind.Text, cell);

    public Table<T> Whole(string key, string chinese, string english, Func<T, long?> cell) =>
        With(key, chinese, english, CellKind.Whole, item => cell(item));

    public Table<T> Decimal(string key, string chinese, string english, Func<T, decimal?> cell) =>
        With(key, chinese, english, CellKind.Decimal, item => cell(item));

    /// <summary>Amounts and counts in one column: a count has no decimals.</summary>
    public Table<T> Number(string key, string chinese, string english, Func<T, (decimal Value, bool HasDecimals)> cell) =>
        With(key, chinese, english, CellKind.Decimal, item =>
        {
            var (value, hasDecimals) = cell(item);
            return hasDecimals ? value : (object)(long)value;
        });

    /// <summary>CNY.</summary>
    public Table<T> Money(string key, string chinese, string english, Func<T, decimal?> cell) =>
        With(key, chinese, english, CellKind.Money, item => cell(item));

    /// <summary>A fraction of 1.</summary>
    public Table<T> Rate(string key, string chinese, string english, Func<T, decimal?> cell) =>
        With(key, chinese, english, CellKind.Rate, item => cell(item));

    public Table<T> Day(string key, string chinese, string english, Func<T, DateOnly?> cell) =>
        With(key, chinese, english, CellKind.Day, item => cell(item));

    /// <summary>Shown in the company's time zone.</summary>
    public Table<T> Time(string key, string chinese, string english, Func<T, DateTimeOffset?> cell) => With(
        key, chinese, english, CellKind.Time, item => cell(item) is { } time ? TimeZoneInfo.ConvertTime(time, company.Zone) : null);

    /// <param name="behind">The URL of the list of what a row counts.</param>
    public Section Of(IEnumerable<T> items, Func<T, string?>? behind = null) =>
        new(key, new(chinese, english), Columns, [.. items.Select(item => new Row(Cells(item), behind?.Invoke(item)))]);

    /// <param name="total">The last row, below the others; null for none.</param>
    /// <param name="behind">The URL of the list of what a row counts.</param>
    public Section Of(IEnumerable<T> items, T? total, Func<T, string?>? behind = null)
    {
        var section = Of(items, behind);
        return total is null
            ? section : section with { Rows = [.. section.Rows, new(Cells(total), behind?.Invoke(total), IsTotal: true)] };
    }

    public IReadOnlyList<Column> Columns => [.. columns.Select(column => column.Column)];

    public IReadOnlyList<object?> Cells(T item) => [.. columns.Select(column => column.Cell(item))];

    private Table<T> With(string name, string inChinese, string inEnglish, CellKind kind, Func<T, object?> cell)
    {
        columns.Add((new(name, new(inChinese, inEnglish), kind), cell));
        return this;
    }
}
