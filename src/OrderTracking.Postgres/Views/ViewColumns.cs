using Npgsql;
using NpgsqlTypes;

namespace OrderTracking.Postgres.Views;

/// <summary>A column of a view's table.</summary>
/// <param name="Of">The column's values of these rows, as one array.</param>
/// <param name="Copy">Writes a row's value of the column into a COPY.</param>
internal sealed record ViewColumn<TRow>(string Name, NpgsqlDbType Type, Func<List<TRow>, NpgsqlParameter> Of,
    Func<NpgsqlBinaryImporter, TRow, CancellationToken, Task> Copy);

/// <summary>Declares the columns of a view's table, in the order in which they are written.</summary>
internal sealed class ViewColumns<TRow>
{
    private readonly List<ViewColumn<TRow>> all = [];

    public IReadOnlyList<ViewColumn<TRow>> All => all;

    public ViewColumns<TRow> Text(string name, Func<TRow, string?> value) => Add(name, value, NpgsqlDbType.Text);

    public ViewColumns<TRow> Flag(string name, Func<TRow, bool> value) => Add(name, value, NpgsqlDbType.Boolean);

    public ViewColumns<TRow> Number(string name, Func<TRow, int> value) => Add(name, value, NpgsqlDbType.Integer);

    public ViewColumns<TRow> Amount(string name, Func<TRow, decimal> value) => Add(name, value, NpgsqlDbType.Numeric);

    public ViewColumns<TRow> AmountOrNone(string name, Func<TRow, decimal?> value) => AddNullable(name, value, NpgsqlDbType.Numeric);

    public ViewColumns<TRow> Day(string name, Func<TRow, DateOnly?> value) => AddNullable(name, value, NpgsqlDbType.Date);

    public ViewColumns<TRow> Time(string name, Func<TRow, DateTimeOffset?> value) =>
        AddNullable(name, row => value(row)?.UtcDateTime, NpgsqlDbType.TimestampTz);

    public ViewColumns<TRow> Json(string name, Func<TRow, byte[]> value) => Add(name, value, NpgsqlDbType.Jsonb);

    private ViewColumns<TRow> Add<TValue>(string name, Func<TRow, TValue> value, NpgsqlDbType type) => Add(name, value, type,
        (importer, row, cancellationToken) => value(row) is { } one
            ? importer.WriteAsync(one, type, cancellationToken) : importer.WriteNullAsync(cancellationToken));

    private ViewColumns<TRow> AddNullable<TValue>(string name, Func<TRow, TValue?> value, NpgsqlDbType type) where TValue : struct => Add(
        name, value, type,
        (importer, row, cancellationToken) => value(row) is { } one
            ? importer.WriteAsync(one, type, cancellationToken) : importer.WriteNullAsync(cancellationToken));

    private ViewColumns<TRow> Add<TValue>(
        string name, Func<TRow, TValue> value, NpgsqlDbType type, Func<NpgsqlBinaryImporter, TRow, CancellationToken, Task> copy)
    {
        all.Add(new(name, type, rows => new() { Value = rows.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type }, copy));
        return this;
    }
}
