using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Privacy;

/// <summary>The erasures asked for, in a table.</summary>
internal sealed class PostgresErasures(NpgsqlDataSource source) : IErasures
{
    public async Task Add(Erasure erasure, string person, long? phone, CancellationToken cancellationToken) => await source.Write(
        "Privacy.add_erasure", _ => true, cancellationToken,
        Text("id", erasure.Id), Time("asked_at", erasure.AskedAt), Text("asked_by", erasure.AskedBy), Text("person", person),
        Text("reason", erasure.Reason), Text("waybill", erasure.Stream), Text("role", erasure.Role),
        Number("phone", phone));

    public async Task<(Erasure Erasure, string Person, long? Phone)?> Find(string id, CancellationToken cancellationToken) =>
        await source.Ask("Privacy.find_erasure",
            reader => (Read(reader), reader.GetString(10), reader.IsDBNull(11) ? (long?)null : reader.GetInt64(11)), cancellationToken,
            Text("id", id)) is [var found] ? found : null;

    public Task<IReadOnlyList<Erasure>> List(
        (DateTimeOffset AskedAt, string Id)? after, int limit, CancellationToken cancellationToken) => source.Ask(
        "Privacy.list_erasures", Read, cancellationToken,
        Time("after_asked_at", after?.AskedAt), Text("after_id", after?.Id), Number("limit", limit));

    public async Task Approve(string id, DateTimeOffset at, string by, CancellationToken cancellationToken) => await source.Write(
        "Privacy.approve_erasure", _ => true, cancellationToken, Text("id", id), Time("at", at), Text("by", by));

    public async Task<Erasure> Done(string id, DateTimeOffset at, long persons, CancellationToken cancellationToken) =>
        (await source.Write("Privacy.erasure_done", Read, cancellationToken,
            Text("id", id), Time("at", at), Number("persons", (long?)persons)))
        .Single();

    private static Erasure Read(NpgsqlDataReader reader)
    {
        var (approved, done) = (TimeOf(reader, 6), TimeOf(reader, 8));
        return new(
            reader.GetString(0), TimeOf(reader, 1)!.Value, reader.GetString(2), reader.GetString(3), TextOf(reader, 4),
            TextOf(reader, 5) is { } role ? Enum.Parse<PersonRole>(role, ignoreCase: true) : null,
            done is not null ? ErasureState.Done : approved is not null ? ErasureState.Approved : ErasureState.Asked,
            approved, TextOf(reader, 7), done, reader.IsDBNull(9) ? null : reader.GetInt64(9));
    }
}
