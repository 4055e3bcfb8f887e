using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Past;

/// <summary>Replays in a table, and what each has found in another.</summary>
internal sealed class PostgresReplays(NpgsqlDataSource source) : IReplays
{
    public async Task<bool> Add(Replay replay, int mostOpen, CancellationToken cancellationToken) => (await source.Write(
        "Replays.add", reader => reader.GetGuid(0), cancellationToken,
        Id("id", replay.Id), Text("asked_by", replay.AskedBy), Time("asked_at", replay.AskedAt), Json("request", replay.Request),
        Flag("is_drift_check", replay.Request.IsDriftCheck()), Number("most_open", mostOpen))).Count > 0;

    public async Task<Replay?> Find(Guid id, CancellationToken cancellationToken) =>
        (await source.Ask("Replays.find", Read, cancellationToken, Id("id", id))).SingleOrDefault();

    public Task<IReadOnlyList<Replay>> List(
        string? askedBy, (DateTimeOffset AskedAt, Guid Id)? after, int limit, CancellationToken cancellationToken) => source.Ask(
        "Replays.list", Read, cancellationToken,
        Text("asked_by", askedBy), Time("after_asked_at", after?.AskedAt), Id("after_id", after?.Id), Number("limit", limit));

    public Task<IReadOnlyList<ReplayChange>> Changes(Guid id, string? after, int limit, CancellationToken cancellationToken) => source.Ask(
        "Replays.changes", reader => new ReplayChange(reader.GetString(0), Of<IReadOnlyList<ReplayDifference>>(reader, 1)!),
        cancellationToken, Id("id", id), Text("after", after), Number("limit", limit));

    public async Task<Replay?> Claim(IReadOnlyCollection<Guid> running, CancellationToken cancellationToken) =>
        (await source.Ask("Replays.claim", Read, cancellationToken, Array("running", running, NpgsqlDbType.Uuid))).SingleOrDefault();

    public async Task<bool> Keep(
        Guid id, ReplayProgress progress, IReadOnlyCollection<ReplayChange> found, CancellationToken cancellationToken) =>
        (await source.Ask("Replays.keep", reader => reader.GetGuid(0), cancellationToken,
            Id("id", id), Json("progress", progress), Texts("waybills", found.Select(change => change.Stream)),
            Array("differences", found.Select(change => JsonSerializer.SerializeToUtf8Bytes(change.Differences, EventJson.Rows)),
                NpgsqlDbType.Jsonb))).Count > 0;

    public Task End(Guid id, ReplayStatus status, ReplayResult? result, string? fault, CancellationToken cancellationToken) => source.Ask(
        "Replays.end", _ => true, cancellationToken,
        Id("id", id), Text("status", status), Json("result", result), Text("fault", fault));

    public async Task<Replay?> Cancel(Guid id, CancellationToken cancellationToken) =>
        (await source.Ask("Replays.cancel", Read, cancellationToken, Id("id", id))).SingleOrDefault();

    public async Task<Replay?> LastDriftCheck(bool isDone, CancellationToken cancellationToken) =>
        (await source.Ask("Replays.last_drift_check", Read, cancellationToken, Flag("is_done", isDone))).SingleOrDefault();

    public Task Forget(DateTimeOffset before, CancellationToken cancellationToken) =>
        source.Ask("Replays.forget", _ => true, cancellationToken, Time("before", before));

    private static Replay Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), new DateTimeOffset(reader.GetDateTime(2)), Of<ReplayRequest>(reader, 3)!,
        Enum.Parse<ReplayStatus>(reader.GetString(4), ignoreCase: true), Of<ReplayProgress>(reader, 5), Of<ReplayResult>(reader, 6),
        reader.IsDBNull(7) ? null : new DateTimeOffset(reader.GetDateTime(7)), reader.IsDBNull(8) ? null : reader.GetString(8));

    private static T? Of<T>(NpgsqlDataReader reader, int column) where T : class =>
        reader.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(column), EventJson.Rows);

    private static NpgsqlParameter Json<T>(string name, T? value) where T : class => new(name, NpgsqlDbType.Jsonb)
    {
        Value = value is null ? DBNull.Value : JsonSerializer.SerializeToUtf8Bytes(value, EventJson.Rows),
    };
}
