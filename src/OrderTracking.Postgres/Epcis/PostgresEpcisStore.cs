using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Epcis;

/// <summary>Capture jobs and named queries in a table each.</summary>
internal sealed class PostgresEpcisStore(NpgsqlDataSource source) : IEpcisStore
{
    public Task Add(EpcisJob job, DateTimeOffset keptFrom, CancellationToken cancellationToken) => source.Write(
        "Epcis.add_capture", _ => true, cancellationToken, Id("id", job.Id), Text("owner", job.Owner), Time("created_at", job.CreatedAt),
        Flag("rollback", job.IsRollback), Number("events", job.Events), Time("kept_from", keptFrom));

    public Task Finish(Guid id, DateTimeOffset at, IReadOnlyList<EpcisCaptureError> errors, CancellationToken cancellationToken) =>
        source.Write("Epcis.finish_capture", _ => true, cancellationToken, Id("id", id), Time("at", at),
            new("errors", NpgsqlDbType.Jsonb) { Value = JsonSerializer.SerializeToUtf8Bytes(errors, EventJson.Rows) });

    public async Task<EpcisJob?> Find(Guid id, string owner, CancellationToken cancellationToken) => (await source.Ask(
        "Epcis.find_capture", Job, cancellationToken, Id("id", id), Text("owner", owner))).SingleOrDefault();

    public Task<IReadOnlyList<EpcisJob>> List(
        string owner, (DateTimeOffset CreatedAt, Guid Id)? after, int limit, CancellationToken cancellationToken) => source.Ask(
        "Epcis.list_captures", Job, cancellationToken, Text("owner", owner), Time("after_created_at", after?.CreatedAt),
        Id("after_id", after?.Id), Number("limit", limit));

    public async Task<bool> Add(EpcisNamedQuery query, int most, CancellationToken cancellationToken) => (await source.Write(
        "Epcis.add_query", reader => reader.GetString(0), cancellationToken, Text("owner", query.Owner), Text("name", query.Name),
        new("query", NpgsqlDbType.Jsonb) { Value = query.Query }, Time("created_at", query.CreatedAt), Number("most", most))).Count > 0;

    public async Task<EpcisNamedQuery?> Find(string owner, string name, CancellationToken cancellationToken) => (await source.Ask(
        "Epcis.find_query", Query, cancellationToken, Text("owner", owner), Text("name", name))).SingleOrDefault();

    public Task<IReadOnlyList<EpcisNamedQuery>> List(string owner, string? after, int limit, CancellationToken cancellationToken) =>
        source.Ask("Epcis.list_queries", Query, cancellationToken, Text("owner", owner), Text("after", after), Number("limit", limit));

    public async Task<bool> Remove(string owner, string name, CancellationToken cancellationToken) => (await source.Write(
        "Epcis.remove_query", reader => reader.GetString(0), cancellationToken, Text("owner", owner), Text("name", name))).Count > 0;

    private static EpcisJob Job(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), TimeOf(reader, 2)!.Value, TimeOf(reader, 3), reader.GetBoolean(4), reader.GetInt32(5),
        JsonSerializer.Deserialize<IReadOnlyList<EpcisCaptureError>>(reader.GetFieldValue<byte[]>(6), EventJson.Rows)!);

    private static EpcisNamedQuery Query(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetString(2), TimeOf(reader, 3)!.Value);
}
