using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Projections;
using OrderTracking.Postgres.Reports;
using OrderTracking.Postgres.Statements;
using OrderTracking.Postgres.Views;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Past;

/// <summary>
/// Rows of the past in temporary tables of the views' layout, which one transaction makes, fills and drops: every query of the views runs
/// on them unchanged.
/// </summary>
internal sealed class PostgresPast(
    NpgsqlDataSource source, IViewPosition position, SealedPersons persons) : IPastViews, IViewComparison
{
    // The day of a roll-up's row for what has none.
    private const string Undated = "-infinity";

    public async Task<(long Position, DateTimeOffset RecordedAt)> Last(
        DateTimeOffset? by, long? upTo, CancellationToken cancellationToken) =>
        (await source.Ask("Past.last", reader => (reader.GetInt64(0), new DateTimeOffset(reader.GetDateTime(1))), cancellationToken,
            Time("by", by), Number("up_to", upTo))).SingleOrDefault();

    public Task<IReadOnlyList<WaybillStream>> Streams(
        StreamFilter filter, string? after, int? limit, CancellationToken cancellationToken) => source.Ask(
        "Past.streams", reader => new WaybillStream(reader.GetString(0), reader.GetInt64(1)), cancellationToken,
        [.. Filter(filter), Text("after", after), Number("limit", (long?)limit)]);

    public Task<IReadOnlyList<string>> Changed(
        StreamFilter filter, long from, long to, string? after, int limit, CancellationToken cancellationToken) => source.Ask(
        "Past.changed", reader => reader.GetString(0), cancellationToken,
        [.. Filter(filter), Number("from_position", (long?)from), Number("to_position", (long?)to), Text("after", after),
            Number("limit", limit)]);

    public async Task<T> Within<T>(IAsyncEnumerable<ViewChanges> rows, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Fill(connection, rows, cancellationToken);
        using var snapshot = new SnapshotConnection(source, connection, isPast: true);
        SnapshotConnection.Current = snapshot;
        return await ask();
    }

    public async Task<IReadOnlyList<(string View, string Stream)>> Differences(
        IReadOnlyCollection<string> streams, IReadOnlySet<string>? views, Func<long, Task<ViewChanges>> rows,
        CancellationToken cancellationToken)
    {
        List<ViewTable> tables = [.. ViewTables.All.Where(table => views?.Contains(table.View.Name) is not false)];
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await Run(connection, [new(ViewSnapshots.Hold)], cancellationToken);
        await Run(connection, tables.Select(table => table.MakePast()).Prepend(new(Sql.Text("Past.settings"))), cancellationToken);
        var replayed = await rows(await PositionOf(connection));
        await persons.Seal(replayed, cancellationToken);
        var different = new List<(string, string)>();
        foreach (var table in tables)
        {
            await table.CopyPast(replayed, connection, cancellationToken);
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { table.Differences(streams) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) different.Add((table.View.Name, reader.GetString(0)));
        }
        return different;

        async Task<long> PositionOf(NpgsqlConnection of)
        {
            using var snapshot = new SnapshotConnection(source, of);
            SnapshotConnection.Current = snapshot;
            return (await position.Now(cancellationToken)).Position;
        }
    }

    public async Task<IReadOnlyList<(string View, string Stream)>> WithoutStream(
        IReadOnlySet<string>? views, int most, CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        foreach (var table in ViewTables.All.Where(table => views?.Contains(table.View.Name) is not false))
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            // It reads a whole table.
            await using var batch = new NpgsqlBatch(connection) { Timeout = 0, BatchCommands = { table.WithoutStream(most) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) found.Add((table.View.Name, reader.GetString(0)));
        }
        return found;
    }

    public async IAsyncEnumerable<SumDifferences> Sums(
        IReadOnlySet<string>? views, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var table in ViewTables.All.Where(table => table.HasRollup && views?.Contains(table.View.Name) is not false))
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await Run(connection, table.SumUp(), cancellationToken, timeout: 0);
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { table.SumDifferences(most) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var (count, first) = (0L, new List<SumDifference>());
            while (await reader.ReadAsync(cancellationToken))
            {
                count = reader.GetInt64(1);
                var of = table.RollupKey.Zip(reader.GetFieldValue<string[]>(0)).ToDictionary();
                first.Add(new(table.View.Name, of["scope"], of["key"], of["grain"],
                    of["day"] == Undated ? null : DateOnly.Parse(of["day"], CultureInfo.InvariantCulture), of.GetValueOrDefault("rule")));
            }
            yield return new(count, first);
        }
    }

    /// <summary>Makes the temporary tables and fills them, in the connection's transaction.</summary>
    private async Task Fill(NpgsqlConnection connection, IAsyncEnumerable<ViewChanges> rows, CancellationToken cancellationToken)
    {
        await Run(connection, ViewTables.All.Select(table => table.MakePast()).Prepend(new(Sql.Text("Past.settings"))), cancellationToken);
        await foreach (var part in rows.WithCancellation(cancellationToken))
        {
            // What is temporary is written to disk all the same, and queries look for hashes.
            await persons.Seal(part, cancellationToken);
            foreach (var table in ViewTables.All) await table.CopyPast(part, connection, cancellationToken);
        }
        await Run(connection, ViewTables.All.SelectMany(table => table.FinishPast()), cancellationToken);
    }

    private static async Task Run(
        NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken, int? timeout = null)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (timeout is { } seconds) batch.Timeout = seconds;
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter[] Filter(StreamFilter filter) =>
        [Texts("accounts", filter.Accounts), Text("waybill", filter.Waybill), Text("lane", filter.Lane)];
}
