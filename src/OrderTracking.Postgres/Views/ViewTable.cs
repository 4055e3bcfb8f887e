using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Views;

/// <summary>Where a view's rows are stored: its table, the columns of it, and its roll-up.</summary>
internal abstract class ViewTable
{
    public abstract View View { get; }

    /// <summary>The table is called as the view: <c>on_time</c> for OnTime.</summary>
    public string Table => JsonNamingPolicy.SnakeCaseLower.ConvertName(View.Name);

    /// <summary>Whether triggers keep sums of the table in a roll-up.</summary>
    public abstract bool HasRollup { get; }

    /// <summary>The name of its roll-up; null if it has none.</summary>
    public string? Rollup => HasRollup ? $"{Table}_rollup" : null;

    /// <summary>The columns of its roll-up's primary key.</summary>
    public abstract IReadOnlyList<string> RollupKey { get; }

    /// <summary>
    /// The columns of the primary key: the waybill or the case's stream and, where it can have several rows, what distinguishes these.
    /// </summary>
    public abstract IReadOnlyList<string> Key { get; }

    /// <summary>The names and types of all columns.</summary>
    public abstract IReadOnlyList<(string Name, NpgsqlDbType Type)> ColumnTypes { get; }

    /// <summary>The commands for a change; <paramref name="table"/> is the live table or a staging table of a rebuild.</summary>
    public abstract IEnumerable<NpgsqlBatchCommand> Commands(ViewChanges changes, string table);

    /// <summary>Copies rows of waybills that have none yet into a staging table, which has no indexes yet.</summary>
    public abstract Task Copy(ViewChanges changes, string table, NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>Copies rows into the temporary table of a question about the past.</summary>
    public abstract Task CopyPast(ViewChanges changes, NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>Makes that table, which ends with the transaction; to be called before any rows are copied.</summary>
    public NpgsqlBatchCommand MakePast() => new(For(Table, Sql.Text("Past.make_table")));

    /// <summary>Readies it for queries; to be called once all rows are in.</summary>
    public IEnumerable<NpgsqlBatchCommand> FinishPast() =>
        [new(WithKey(For(Table, Sql.Text("Past.index_table")))), new(For(Table, Sql.Text("Past.analyze_table")))];

    /// <summary>The waybills or cases among these whose rows are not those of that table.</summary>
    public NpgsqlBatchCommand Differences(IReadOnlyCollection<string> streams) =>
        new(WithKey(For(Table, Sql.Text("Past.differences")))) { Parameters = { Texts(streams) } };

    /// <summary>What has rows in the live table and no stream in the log.</summary>
    public NpgsqlBatchCommand WithoutStream(int limit) =>
        new(WithKey(For(Table, Sql.Text("Past.rows_without_stream")))) { Parameters = { new() { Value = limit } } };

    /// <summary>Makes a temporary roll-up, which ends with the transaction, and sums the live rows up into it.</summary>
    public IEnumerable<NpgsqlBatchCommand> SumUp() =>
        [new(OfRollup("Past.hold_rollup")), new(OfRollup("Past.make_rollup")), new(OfRollup("Past.sum_up"))];

    /// <summary>What the live roll-up keeps that is not in that one, or is otherwise there.</summary>
    public NpgsqlBatchCommand SumDifferences(int limit) =>
        new(OfRollup("Past.sum_differences")) { Parameters = { new() { Value = limit } } };

    private string OfRollup(string sql) => For(Table, Sql.Text(sql))
        .Replace("{rollup}", Rollup, StringComparison.Ordinal)
        .Replace("{key}", string.Join(", ", RollupKey), StringComparison.Ordinal)
        .Replace("{names}", string.Join("', '", RollupKey), StringComparison.Ordinal)
        .Replace("{texts}", string.Join(", ", RollupKey.Select(name => $"{name}::text")), StringComparison.Ordinal);

    private string WithKey(string sql) => sql.Replace("{key}", string.Join(", ", Key), StringComparison.Ordinal)
        .Replace("{stream}", Key[0], StringComparison.Ordinal);

    /// <summary>Drops the rows of these waybills or cases from the live table or a staging table.</summary>
    public NpgsqlBatchCommand Drop(IReadOnlyCollection<string> streams, string table) =>
        new(WithKey(For(table, Sql.Text("Views.drop_rows")))) { Parameters = { Texts(streams) } };

    protected static string For(string table, string sql) => sql.Replace("{table}", table, StringComparison.Ordinal);

    protected static NpgsqlParameter Texts(IEnumerable<string> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}

/// <summary>The table of one view, with the type of its rows.</summary>
internal sealed class ViewTable<TRow> : ViewTable where TRow : class, IViewRow
{
    private readonly View<TRow> view;
    private readonly IReadOnlyList<ViewColumn<TRow>> columns;
    private readonly string upsert, copy, copyPast, deleteKeyed;

    /// <param name="key">The column that distinguishes several rows of one waybill; null where it has at most one.</param>
    /// <param name="columns">The columns besides the key: those that are filtered, sorted or summed by.</param>
    /// <param name="rollupBy">The column that its sums are kept apart by besides scope, key, grain and day, which all have.</param>
    /// <param name="hasJson">False where the columns are the whole row, so that no JSON is stored.</param>
    /// <param name="stream">The column of the waybill, or of the case's stream.</param>
    public ViewTable(
        View<TRow> view, string? key = null, Action<ViewColumns<TRow>>? columns = null, bool hasRollup = false, bool hasJson = true,
        string? rollupBy = null, string stream = "waybill")
    {
        var all = new ViewColumns<TRow>().Text(stream, row => row.Waybill);
        if (key is not null) all.Text(key, row => row.Key);
        columns?.Invoke(all);
        if (hasJson) all.Json("row", JsonOf);
        (this.view, this.columns, HasRollup) = (view, all.All, hasRollup);
        Key = key is null ? [stream] : [stream, key];
        string[] summedBy = ["scope", "key", "grain", "day"];
        RollupKey = rollupBy is null ? summedBy : [rollupBy, .. summedBy];
        string[] names = [.. all.All.Select(column => column.Name)];
        upsert = Upsert(names, Key.Count);
        copy = Sql.Text("Views.copy_rows").Replace("{columns}", string.Join(", ", names), StringComparison.Ordinal);
        copyPast = Sql.Text("Past.copy_rows").Replace("{columns}", string.Join(", ", names), StringComparison.Ordinal);
        deleteKeyed = Sql.Text("Views.drop_keyed_rows").Replace("{key}", key, StringComparison.Ordinal)
            .Replace("{stream}", stream, StringComparison.Ordinal);
    }

    public override View View => view;

    public override bool HasRollup { get; }

    public override IReadOnlyList<string> Key { get; }

    public override IReadOnlyList<string> RollupKey { get; }

    public override IReadOnlyList<(string Name, NpgsqlDbType Type)> ColumnTypes =>
        [.. columns.Select(column => (column.Name, column.Type))];

    public override IEnumerable<NpgsqlBatchCommand> Commands(ViewChanges changes, string table)
    {
        var rows = changes.Of(view);
        if (rows.Deletes.Count > 0) yield return Delete(rows.Deletes, table);
        if (rows.Upserts.Count == 0) yield break;
        var put = new NpgsqlBatchCommand(For(table, upsert));
        foreach (var column in columns) put.Parameters.Add(column.Of(rows.Upserts));
        yield return put;
    }

    public override Task Copy(ViewChanges changes, string table, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        CopyBy(For(table, copy), changes, connection, cancellationToken);

    public override Task CopyPast(ViewChanges changes, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        CopyBy(For(Table, copyPast), changes, connection, cancellationToken);

    private async Task CopyBy(string command, ViewChanges changes, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var importer = await connection.BeginBinaryImportAsync(command, cancellationToken);
        foreach (var row in changes.Of(view).Upserts)
        {
            await importer.StartRowAsync(cancellationToken);
            foreach (var column in columns) await column.Copy(importer, row, cancellationToken);
        }
        await importer.CompleteAsync(cancellationToken);
    }

    private NpgsqlBatchCommand Delete(List<(string Waybill, string Key)> rows, string table) => Key.Count == 1
        ? Drop([.. rows.Select(row => row.Waybill)], table)
        : new(For(table, deleteKeyed)) { Parameters = { Texts(rows.Select(row => row.Waybill)), Texts(rows.Select(row => row.Key)) } };

    private static string Upsert(string[] names, int keys)
    {
        var changes = names.Skip(keys).Select(name => $"{name} = excluded.{name}").ToList();
        return Sql.Text("Views.upsert_rows")
            .Replace("{columns}", string.Join(", ", names), StringComparison.Ordinal)
            .Replace("{arrays}", string.Join(", ", names.Select((_, index) => $"${index + 1}")), StringComparison.Ordinal)
            .Replace("{key}", string.Join(", ", names.Take(keys)), StringComparison.Ordinal)
            .Replace("{action}", changes.Count == 0 ? "nothing" : $"update set {string.Join(", ", changes)}", StringComparison.Ordinal);
    }

    private static byte[] JsonOf(TRow row) => JsonSerializer.SerializeToUtf8Bytes(row, EventJson.Rows.GetTypeInfo(typeof(TRow)));
}
