using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Views;

namespace OrderTracking.Postgres.Views;

/// <summary>How a view's rows go into its table.</summary>
internal abstract record ViewTable(string View, int Version, string Table)
{
    private static readonly HashSet<string> Summed = ["on_time", "deadlines", "receipts", "volumes"];

    /// <summary>The table that sums its rows up; null where none does.</summary>
    public string? Rollup { get; } = Summed.Contains(Table) ? $"{Table}_rollup" : null;

    /// <summary>The commands that make a change; <paramref name="table"/> may be the one being built beside the live one.</summary>
    /// <param name="isNew">The waybills have no rows there yet, and the table no indexes to find any by.</param>
    public abstract IEnumerable<NpgsqlBatchCommand> Commands(ViewChanges changes, string table, bool isNew = false);

    public static NpgsqlBatchCommand Drop(IReadOnlyCollection<string> waybills, string table) =>
        new(For(table, "Views.drop_rows")) { Parameters = { Column(waybills, waybill => waybill, NpgsqlDbType.Text) } };

    protected static string For(string table, string sql) => Sql.Text(sql).Replace("{table}", table, StringComparison.Ordinal);

    protected static NpgsqlParameter Column<TRow, TValue>(IReadOnlyCollection<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type) =>
        new() { Value = rows.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}

/// <param name="Key">The column that tells the rows of one waybill apart, where it can have several.</param>
/// <param name="Columns">The parameters of the view's put_….sql, the row's JSON aside, which is the last.</param>
/// <param name="HasJson">Where the columns say all of a row, it is not kept as JSON as well.</param>
internal sealed record ViewTable<TRow>(
    View<TRow> Definition, string Table, Func<ViewChanges, RowChanges<TRow>> Part, Func<List<TRow>, IEnumerable<NpgsqlParameter>> Columns, string? Key = null, bool HasJson = true)
    : ViewTable(Definition.Name, Definition.Version, Table)
    where TRow : class, IViewRow
{
    public override IEnumerable<NpgsqlBatchCommand> Commands(ViewChanges changes, string table, bool isNew = false)
    {
        var part = Part(changes);
        if (part.Deletes.Count > 0) yield return Deletes(part.Deletes, table);
        if (part.Upserts.Count == 0) yield break;
        var sql = For(table, $"Views.put_{Table}");
        var put = new NpgsqlBatchCommand(isNew ? sql[..sql.IndexOf("on conflict", StringComparison.Ordinal)] : sql);
        foreach (var parameter in Columns(part.Upserts)) put.Parameters.Add(parameter);
        if (HasJson) put.Parameters.Add(Column(part.Upserts, Json, NpgsqlDbType.Jsonb));
        yield return put;
    }

    private NpgsqlBatchCommand Deletes(List<(string Waybill, string Key)> rows, string table) => Key is null
        ? Drop([.. rows.Select(row => row.Waybill)], table)
        : new(For(table, "Views.drop_keyed_rows").Replace("{key}", Key, StringComparison.Ordinal))
        {
            Parameters = { Column(rows, row => row.Waybill, NpgsqlDbType.Text), Column(rows, row => row.Key, NpgsqlDbType.Text) },
        };

    private static byte[] Json(TRow row) => JsonSerializer.SerializeToUtf8Bytes(row, EventJson.Rows.GetTypeInfo(typeof(TRow)));
}
