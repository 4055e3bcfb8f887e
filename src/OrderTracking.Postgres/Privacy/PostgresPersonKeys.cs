using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Privacy;

/// <summary>The data keys of persons, in a schema or a database of their own.</summary>
internal sealed class PostgresPersonKeys(KeysDatabase database) : IPersonKeyStore
{
    private const string KeysOfStream = "keys_pkey";

    private readonly NpgsqlDataSource source = database.Source;

    public Task<IReadOnlyList<WrappedKeys>> Find(IReadOnlyCollection<string> streams, CancellationToken cancellationToken) =>
        source.Ask("Privacy.find_keys", Keys, cancellationToken, Texts("streams", streams));

    public async Task<bool> Add(
        IReadOnlyCollection<WrappedKeys> keys, IReadOnlyCollection<PhoneHash> phones, CancellationToken cancellationToken)
    {
        var added = 0;
        if (keys.Count > 0)
        {
            // In one order on all nodes, so that two of them do not wait for each other.
            List<WrappedKeys> ordered = [.. keys.OrderBy(key => key.Stream, StringComparer.Ordinal)];
            await using var add = Sql.Statement("Privacy.add_keys").Command(source, Texts("streams", ordered.Select(key => key.Stream)),
                Array("keks", ordered.Select(key => key.Kek), NpgsqlDbType.Integer), Texts("generations", ordered.Select(Generations)),
                Array("wrapped", ordered.Select(key => key.Wrapped), NpgsqlDbType.Bytea));
            add.CommandTimeout = Acknowledged;
            added = await add.ExecuteNonQueryAsync(cancellationToken);
        }
        if (phones.Count > 0)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection) { Timeout = Acknowledged, BatchCommands = { OfPhones(phones) } };
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        // PostgreSQL takes the cancelled wait for a standby for a success, and so does Npgsql.
        cancellationToken.ThrowIfCancellationRequested();
        return added == keys.Count;
    }

    public async Task<IReadOnlyList<string>> Replace(
        IReadOnlyCollection<(WrappedKeys Was, WrappedKeys Now)> keys, bool destroys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0) return [];
        var replaced = await source.Write("Privacy.replace_keys", reader => reader.GetString(0), cancellationToken,
            Texts("streams", keys.Select(key => key.Was.Stream)), Array("was", keys.Select(key => key.Was.Wrapped), NpgsqlDbType.Bytea),
            Array("keks", keys.Select(key => key.Now.Kek), NpgsqlDbType.Integer),
            Texts("generations", keys.Select(key => Generations(key.Now))),
            Array("wrapped", keys.Select(key => key.Now.Wrapped), NpgsqlDbType.Bytea));
        // After the replacement, so that a node that reads keys once it knows of this reads the new ones.
        if (destroys) await source.Write("Privacy.note_destruction", _ => true, cancellationToken);
        return replaced;
    }

    public Task<IReadOnlyList<WrappedKeys>> UnderOthers(int kek, int limit, CancellationToken cancellationToken) =>
        source.Ask("Privacy.keys_under_others", Keys, cancellationToken, Number("kek", kek), Number("limit", limit));

    public async Task ReplaceHashKey(byte[] was, int kek, byte[] wrapped, CancellationToken cancellationToken) => await source.Write(
        "Privacy.replace_hash_key", _ => true, cancellationToken, Bytes("was", was), Number("kek", kek), Bytes("wrapped", wrapped));

    public Task<IReadOnlyList<PhoneHash>> OfPhone(long hash, int limit, CancellationToken cancellationToken) =>
        source.Ask("Privacy.phones_of_hash", Phone, cancellationToken, Number("hash", (long?)hash), Number("limit", limit));

    public Task<IReadOnlyList<PhoneHash>> PhonesOf(IReadOnlyCollection<string> streams, CancellationToken cancellationToken) =>
        source.Ask("Privacy.phones_of_streams", Phone, cancellationToken, Texts("streams", streams));

    public async Task DropPhones(IReadOnlyCollection<PhoneHash> phones, CancellationToken cancellationToken)
    {
        if (phones.Count == 0) return;
        await source.Write("Privacy.drop_phones", _ => true, cancellationToken,
            Array("hashes", phones.Select(phone => phone.Hash), NpgsqlDbType.Bigint),
            Texts("streams", phones.Select(phone => phone.Stream)),
            Array("parts", phones.Select(phone => phone.Part), NpgsqlDbType.Integer));
    }

    public async Task<long> Destructions(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql.Text("Privacy.destructions"));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<(int Kek, byte[] Wrapped)> HashKey(int kek, byte[] proposed, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await source.Ask("Privacy.hash_key", reader => (reader.GetInt32(0), reader.GetFieldValue<byte[]>(1)),
                cancellationToken, Number("kek", kek), Bytes("proposed", proposed));
            // None where another node stored its own at the same moment, which this statement does not see yet.
            if (found is [var one]) return one;
        }
    }

    /// <summary>Whether an append failed because the keys that it brings are not those of the stream.</summary>
    public static bool HasOtherKeys(PostgresException fault) => fault is
        { SqlState: PostgresErrorCodes.UniqueViolation, SchemaName: "person_keys", ConstraintName: KeysOfStream };

    /// <summary>The statements that store the keys and phones of an append, in its transaction.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyCollection<WrappedKeys> keys, IReadOnlyCollection<PhoneHash> phones)
    {
        if (keys.Count > 0)
        {
            // In one order on all nodes, so that two appends do not wait for each other.
            List<WrappedKeys> ordered = [.. keys.OrderBy(key => key.Stream, StringComparer.Ordinal)];
            yield return new(Sql.Text("Privacy.add_new_keys"))
            {
                Parameters =
                {
                    All(ordered.Select(key => key.Stream), NpgsqlDbType.Text), All(ordered.Select(key => key.Kek), NpgsqlDbType.Integer),
                    All(ordered.Select(Generations), NpgsqlDbType.Text), All(ordered.Select(key => key.Wrapped), NpgsqlDbType.Bytea),
                },
            };
        }
        if (phones.Count > 0) yield return OfPhones(phones);
    }

    private static NpgsqlBatchCommand OfPhones(IReadOnlyCollection<PhoneHash> phones)
    {
        List<PhoneHash> ordered = [.. phones.OrderBy(phone => phone.Hash).ThenBy(phone => phone.Stream, StringComparer.Ordinal)];
        return new(Sql.Text("Privacy.add_phones"))
        {
            Parameters =
            {
                All(ordered.Select(phone => phone.Hash), NpgsqlDbType.Bigint),
                All(ordered.Select(phone => phone.Stream), NpgsqlDbType.Text),
                All(ordered.Select(phone => phone.Part), NpgsqlDbType.Integer),
            },
        };
    }

    private static PhoneHash Phone(NpgsqlDataReader reader) => new(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2));

    private static WrappedKeys Keys(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<short[]>(2), reader.GetFieldValue<byte[]>(3));

    private static string Generations(WrappedKeys keys) => string.Join(' ', keys.Generations);

    private static NpgsqlParameter All<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
