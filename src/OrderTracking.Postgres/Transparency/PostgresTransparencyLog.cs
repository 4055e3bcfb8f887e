using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Transparency;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Transparency;

/// <summary>The transparency log in the tables of its schema.</summary>
internal sealed class PostgresTransparencyLog(NpgsqlDataSource source) : ITransparencyLog
{
    private const int MaxPageBytes = 8_000_000;

    public async Task<LogTree> Now(CancellationToken cancellationToken) => (await source.Ask("Transparency.now", reader => new LogTree(
        reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), TextOf(reader, 3), TextOf(reader, 4), TextOf(reader, 5),
        TextOf(reader, 6)), cancellationToken))[0];

    public async Task<IReadOnlyList<StoredEvent>> ReadStored(long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql.Text("Transparency.read"), connection)
        {
            Parameters = { Positional(after), new NpgsqlParameter<int> { TypedValue = limit } },
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
        source.Ask("Transparency.read_stream", Stored, cancellationToken, Text("stream", stream), Number("up_to", (long?)upTo));

    public async Task<IReadOnlyDictionary<string, byte[]>> LastLeaves(
        IReadOnlyDictionary<string, long> streams, CancellationToken cancellationToken) =>
        (await source.Ask("Transparency.last_leaves", reader => (Stream: reader.GetString(0), Hash: reader.GetFieldValue<byte[]>(1)),
            cancellationToken, Texts("streams", streams.Keys), Array("versions", streams.Values, NpgsqlDbType.Bigint)))
        .ToDictionary(last => last.Stream, last => last.Hash);

    public async Task<bool> Extend(long size, LogExtension extension, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var move = new NpgsqlCommand(Sql.Text("Transparency.move"), connection)
        {
            Parameters = { Positional(size), Positional(extension.Size), Positional(extension.Position) },
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
                    Positional(bundle.Number), Positional(bundle.Positions[0]), new() { Value = bundle.Positions.ToArray() },
                    new() { Value = bundle.Entries },
                },
            });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public Task Publish(string checkpoint, string key, CancellationToken cancellationToken) =>
        source.Ask("Transparency.publish", _ => 0, cancellationToken, Text("checkpoint", checkpoint), Text("key", key));

    public Task PublishCosigned(string checkpoint, CancellationToken cancellationToken) =>
        source.Ask("Transparency.publish_cosigned", _ => 0, cancellationToken, Text("checkpoint", checkpoint));

    public Task Refuse(string reason, CancellationToken cancellationToken) =>
        source.Ask("Transparency.refuse", _ => 0, cancellationToken, Text("reason", reason));

    public async Task<byte[]?> Tile(int level, long number, CancellationToken cancellationToken) => (await source.Ask(
        "Transparency.tile", reader => reader.GetFieldValue<byte[]>(0), cancellationToken,
        Number("level", level), Number("number", (long?)number))).SingleOrDefault();

    public async Task<EntryBundle?> Entries(long number, CancellationToken cancellationToken) => (await source.Ask(
        "Transparency.entries", reader => new EntryBundle(reader.GetInt64(0), reader.GetFieldValue<long[]>(1),
            reader.GetFieldValue<byte[]>(2)), cancellationToken, Number("number", (long?)number))).SingleOrDefault();

    public async Task<long?> BundleOf(long position, CancellationToken cancellationToken) => (await source.Ask(
        "Transparency.bundle_of", reader => (long?)reader.GetInt64(0), cancellationToken,
        Number("position", (long?)position))).SingleOrDefault();

    private static StoredEvent Stored(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetGuid(1), TextOf(reader, 2), reader.GetInt64(3), reader.GetString(4), reader.GetDateTime(5),
        // The binary form of jsonb that PostgreSQL sends is its text.
        reader.GetFieldValue<byte[]>(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7), TextOf(reader, 8),
        TextOf(reader, 9), TextOf(reader, 10), TextOf(reader, 11), TextOf(reader, 12),
        reader.IsDBNull(13) ? null : reader.GetFieldValue<byte[]>(13));

    private static NpgsqlParameter<long> Positional(long value) => new() { TypedValue = value };
}
