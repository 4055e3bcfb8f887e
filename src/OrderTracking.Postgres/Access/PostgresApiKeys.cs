using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Queries;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Postgres.Access;

/// <summary>Keys in a table, each beside its secret's hash.</summary>
internal sealed class PostgresApiKeys(NpgsqlDataSource source) : IApiKeys
{
    public Task Add(ApiKey key, byte[] hash, CancellationToken cancellation) => source.Ask(
        "Access.add_key", Key, cancellation,
        Asked.Text(key.Id), new NpgsqlParameter { Value = hash }, Asked.Text(key.Name), Asked.Array(key.Roles.Select(role => ViewTables.Name(role)), NpgsqlDbType.Text),
        Asked.Texts(key.Stations), Asked.Texts(key.Accounts), Asked.Time(key.CreatedAt), Asked.Text(key.CreatedBy), Asked.Time(key.ExpiresAt));

    public Task<IReadOnlyList<ApiKey>> List((DateTimeOffset CreatedAt, string Id)? after, int limit, CancellationToken cancellation) =>
        source.Ask("Access.list_keys", Key, cancellation, Asked.Time(after?.CreatedAt), Asked.Text(after?.Id), Asked.Number(limit));

    public async Task<(ApiKey Key, byte[] Hash)?> Find(string id, CancellationToken cancellation) =>
        await source.Ask("Access.find_key", reader => (Key(reader), reader.GetFieldValue<byte[]>(11)), cancellation, Asked.Text(id)) is [var found] ? found : null;

    public async Task<ApiKey?> Revoke(string id, DateTimeOffset at, string by, CancellationToken cancellation) =>
        (await source.Ask("Access.revoke_key", Key, cancellation, Asked.Text(id), Asked.Time(at), Asked.Text(by))).SingleOrDefault();

    public Task NoteUse(string id, DateTimeOffset at, CancellationToken cancellation) =>
        source.Ask("Access.note_use", Key, cancellation, Asked.Text(id), Asked.Time(at));

    private static ApiKey Key(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), [.. reader.GetFieldValue<string[]>(2).Select(role => Enum.Parse<Role>(role, ignoreCase: true))],
        reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4), Time(reader, 5)!.Value, reader.GetString(6), Time(reader, 7)!.Value, Time(reader, 8),
        reader.IsDBNull(9) ? null : reader.GetString(9), Time(reader, 10));

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
