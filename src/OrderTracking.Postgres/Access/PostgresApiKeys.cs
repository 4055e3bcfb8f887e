using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Access;

/// <summary>API keys in a table, each with the SHA-256 of its secret.</summary>
internal sealed class PostgresApiKeys(NpgsqlDataSource source) : IApiKeys
{
    public Task Add(ApiKey key, byte[] hash, CancellationToken cancellationToken) => source.Ask(
        "Access.add_key", Key, cancellationToken,
        QueryParameters.Text(key.Id), new NpgsqlParameter { Value = hash }, QueryParameters.Text(key.Name),
        QueryParameters.Array(key.Roles.Select(role => StoredNames.Of(role)), NpgsqlDbType.Text),
        QueryParameters.Texts(key.Stations), QueryParameters.Texts(key.Accounts), QueryParameters.Time(key.CreatedAt),
        QueryParameters.Text(key.CreatedBy), QueryParameters.Time(key.ExpiresAt));

    public Task<IReadOnlyList<ApiKey>> List((DateTimeOffset CreatedAt, string Id)? after, int limit, CancellationToken cancellationToken) =>
        source.Ask("Access.list_keys", Key, cancellationToken, QueryParameters.Time(after?.CreatedAt), QueryParameters.Text(after?.Id),
            QueryParameters.Number(limit));

    public async Task<(ApiKey Key, byte[] Hash)?> Find(string id, CancellationToken cancellationToken) =>
        await source.Ask("Access.find_key", reader => (Key(reader), reader.GetFieldValue<byte[]>(11)), cancellationToken,
            QueryParameters.Text(id)) is [var found] ? found : null;

    public async Task<ApiKey?> Revoke(string id, DateTimeOffset at, string by, CancellationToken cancellationToken) =>
        (await source.Ask("Access.revoke_key", Key, cancellationToken, QueryParameters.Text(id), QueryParameters.Time(at),
            QueryParameters.Text(by))).SingleOrDefault();

    public Task NoteUse(string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        source.Ask("Access.note_use", Key, cancellationToken, QueryParameters.Text(id), QueryParameters.Time(at));

    private static ApiKey Key(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1),
        [.. reader.GetFieldValue<string[]>(2).Select(role => Enum.Parse<Role>(role, ignoreCase: true))],
        reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4), Time(reader, 5)!.Value, reader.GetString(6),
        Time(reader, 7)!.Value, Time(reader, 8),
        reader.IsDBNull(9) ? null : reader.GetString(9), Time(reader, 10));

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
