using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Transparency;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Transparency;

/// <summary>The transparency log in the tables of its schema.</summary>
internal sealed class PostgresTransparencyLog(NpgsqlDataSource source) : ITransparencyLog
{
    private const int MaxPageBytes = 8_000_000;

    public async Task<LogTree> Now(CancellationToken cancellationToken) => (await Ask("Transparency.now", reader => new LogTree(
        reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), Text(reader, 3), Text(reader, 4), Text(reader, 5), Text(reader, 6)),
        cancellationToken))[0];

    public async Task<IReadOnlyList<StoredEvent>> ReadStored(long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql.Text("Transparency.read"), connection)
        {
            Parameters = { Number(after), new NpgsqlParameter<int> { TypedValue = limit } },
        };
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (events, bytes) = (new List<StoredEvent>(), 0);
        while (bytes < MaxPageBytes && await reader.ReadAsync(cancellationToken))
        {
            events.Add(Stored(reader));
            bytes += events[^1].Data.Length;
        }
        return events;
    }

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long upTo, CancellationToken cancellationToken) =>
        Ask("Transparency.read_stream", Stored, cancellationToken, new NpgsqlParameter<string> { TypedValue = stream }, Number(upTo));

    public async Task<IReadOnlyDictionary<string, byte[]>> LastLeaves(
        IReadOnlyDictionary<string, long> streams, CancellationToken cancellationToken) =>
        (await Ask("Transparency.last_leaves", reader => (Stream: reader.GetString(0), Hash: reader.GetFieldValue<byte[]>(1)),
            cancellationToken, new() { Value = streams.Keys.ToArray() }, new() { Value = streams.Values.ToArray() }))
        .ToDictionary(last => last.Stream, last => last.Hash);

    public async Task<bool> Extend(long size, LogExtension extension, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var move = new NpgsqlCommand(Sql.Text("Transparency.move"), connection)
        {
            Parameters = { Number(size), Number(extension.Size), Number(extension.Position) },
        };
        if (await move.ExecuteNonQueryAsync(cancellationToken) == 0) return false;
        await using var batch = new NpgsqlBatch(connection);
        var tiles = extension.Tiles;
        batch.BatchCommands.Add(new(Sql.Text("Transparency.put_tiles"))
        {
            Parameters =
            {
                new() { Value = tiles.Select(tile => (short)tile.Level).ToArray() },
                new() { Value = tiles.Select(tile => tile.Number).ToArray() },
                new() { Value = tiles.Select(tile => tile.Hashes).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        });
        foreach (var bundle in extension.Bundles)
            batch.BatchCommands.Add(new(Sql.Text("Transparency.put_entries"))
            {
                Parameters =
                {
                    Number(bundle.Number), Number(bundle.Positions[0]), new() { Value = bundle.Positions.ToArray() },
                    new() { Value = bundle.Entries },
                },
            });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public Task Publish(string checkpoint, string key, CancellationToken cancellationToken) =>
        Run("Transparency.publish", cancellationToken, checkpoint, key);

    public Task PublishCosigned(string checkpoint, CancellationToken cancellationToken) =>
        Run("Transparency.publish_cosigned", cancellationToken, checkpoint);

    public Task Refuse(string reason, CancellationToken cancellationToken) => Run("Transparency.refuse", cancellationToken, reason);

    public async Task<byte[]?> Tile(int level, long number, CancellationToken cancellationToken) => (await Ask(
        "Transparency.tile", reader => reader.GetFieldValue<byte[]>(0), cancellationToken,
        new NpgsqlParameter<short> { TypedValue = (short)level }, Number(number))).SingleOrDefault();

    public async Task<EntryBundle?> Entries(long number, CancellationToken cancellationToken) => (await Ask(
        "Transparency.entries", reader => new EntryBundle(reader.GetInt64(0), reader.GetFieldValue<long[]>(1),
            reader.GetFieldValue<byte[]>(2)), cancellationToken, Number(number))).SingleOrDefault();

    public async Task<long?> BundleOf(long position, CancellationToken cancellationToken) => (await Ask(
        "Transparency.bundle_of", reader => (long?)reader.GetInt64(0), cancellationToken, Number(position))).SingleOrDefault();

    private static StoredEvent Stored(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetGuid(1), Text(reader, 2), reader.GetInt64(3), reader.GetString(4), reader.GetDateTime(5),
        // The binary form of jsonb that PostgreSQL sends is its text.
        reader.GetFieldValue<byte[]>(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7), Text(reader, 8), Text(reader, 9),
        Text(reader, 10), Text(reader, 11), Text(reader, 12), reader.IsDBNull(13) ? null : reader.GetFieldValue<byte[]>(13));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private async Task<IReadOnlyList<T>> Ask<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(Sql.Text(sql));
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    private async Task Run(string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = source.CreateCommand(Sql.Text(sql));
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
