using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Views;

namespace OrderTracking.Postgres.Views;

/// <summary>How a view's rows are written to its table.</summary>
internal abstract record ViewTable(string View, int Version, string Table)
{
    private static readonly HashSet<string> Summed = ["on_time", "deadlines", "receipts", "volumes"];

    /// <summary>The name of its roll-up; null if it has none.</summary>
    public string? Rollup { get; } = Summed.Contains(Table) ? $"{Table}_rollup" : null;

    /// <summary>The commands for a change; <paramref name="table"/> is the live table or a staging table of a rebuild.</summary>
    /// <param name="isNew">A table without indexes, in which these waybills have no rows yet: nothing is to be deleted first.</param>
    public abstract IEnumerable<NpgsqlBatchCommand> Commands(ViewChanges changes, string table, bool isNew = false);

    public static NpgsqlBatchCommand Drop(IReadOnlyCollection<string> waybills, string table) =>
        new(For(table, "Views.drop_rows")) { Parameters = { Column(waybills, waybill => waybill, NpgsqlDbType.Text) } };

    protected static string For(string table, string sql) => Sql.Text(sql).Replace("{table}", table, StringComparison.Ordinal);

    protected static NpgsqlParameter Column<TRow, TValue>(IReadOnlyCollection<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type) =>
        new() { Value = rows.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}

/// <param name="Key">The column that distinguishes several rows of one waybill; null where it has at most one.</param>
/// <param name="Columns">The parameters of the view's put_….sql, except the last, which is the row's JSON.</param>
/// <param name="HasJson">False where the columns are the whole row, so that no JSON is stored.</param>
internal sealed record ViewTable<TRow>(
    View<TRow> Definition, string Table, Func<ViewChanges, RowChanges<TRow>> Part, Func<List<TRow>, IEnumerable<NpgsqlParameter>> Columns,
    string? Key = null, bool HasJson = true)
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
