using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Access;

/// <summary>API keys in a table, each with the SHA-256 of its secret.</summary>
internal sealed class PostgresApiKeys(NpgsqlDataSource source) : IApiKeys
{
    public async Task<ApiKey?> Add(ApiKey key, byte[] hash, CancellationToken cancellationToken) => (await source.Write(
        "Access.add_key", Key, cancellationToken,
        Text("id", key.Id), Bytes("hash", hash), Text("name", key.Name),
        Texts("roles", key.Roles.Select(role => StoredNames.Of(role))), Texts("stations", key.Stations), Texts("accounts", key.Accounts),
        Time("created_at", key.CreatedAt), Text("created_by", key.CreatedBy), Text("parent", key.Parent), Time("expires_at", key.ExpiresAt),
        Flag("needs_approval", key.NeedsApproval))).SingleOrDefault();

    public Task<IReadOnlyList<ApiKey>> List((DateTimeOffset CreatedAt, string Id)? after, int limit, CancellationToken cancellationToken) =>
        source.Ask("Access.list_keys", Key, cancellationToken, Time("after_created_at", after?.CreatedAt),
            Text("after_id", after?.Id), Number("limit", limit));

    public async Task<(ApiKey Key, byte[] Hash)?> Find(string id, CancellationToken cancellationToken) =>
        await source.Ask("Access.find_key", reader => (Key(reader), reader.GetFieldValue<byte[]>(16)), cancellationToken,
            Text("id", id)) is [var found] ? found : null;

    public async Task<ApiKey?> Approve(string id, DateTimeOffset at, string by, CancellationToken cancellationToken) =>
        (await source.Write("Access.approve_key", Key, cancellationToken, Text("id", id), Time("at", at),
            Text("by", by))).SingleOrDefault();

    public async Task<ApiKey?> Revoke(string id, DateTimeOffset at, string by, CancellationToken cancellationToken) =>
        (await source.Write("Access.revoke_key", Key, cancellationToken, Text("id", id), Time("at", at),
            Text("by", by))).SingleOrDefault();

    public async Task NoteUse(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            await source.Ask("Access.note_use", Key, cancellationToken, Text("id", id), Time("at", at));
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            // A standby cannot note it.
        }
    }

    private static ApiKey Key(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1),
        [.. reader.GetFieldValue<string[]>(2).Select(role => Enum.Parse<Role>(role, ignoreCase: true))],
        reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4), TimeOf(reader, 5)!.Value, reader.GetString(6),
        TimeOf(reader, 7)!.Value, TimeOf(reader, 8), TextOf(reader, 9), TimeOf(reader, 10), TextOf(reader, 11), reader.GetString(12),
        reader.GetBoolean(13), TimeOf(reader, 14), TextOf(reader, 15));
}
