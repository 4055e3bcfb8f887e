using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Access;

/// <summary>The record of administrative acts in a table, which a trigger keeps from being changed.</summary>
internal sealed class PostgresAdministrativeActs(NpgsqlDataSource source) : IAdministrativeActs
{
    public Task Note(AdministrativeAct act, CancellationToken cancellationToken) => source.Write(
        "Access.note_act", _ => true, cancellationToken,
        Text("subject", act.Subject), Text("act", act.Kind), Text("target", act.Target),
        new("detail", NpgsqlDbType.Jsonb) { Value = JsonSerializer.SerializeToUtf8Bytes(act.Detail) });

    public Task<IReadOnlyList<RecordedAct>> List(ActFilter filter, int limit, CancellationToken cancellationToken) => source.Ask(
        "Access.list_acts", Read, cancellationToken,
        Text("subject", filter.Subject), Text("act", filter.Kind), Time("from", filter.At.From), Time("to", filter.At.To),
        Number("after", filter.After), Number("limit", limit));

    private static RecordedAct Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1),
        new(reader.GetString(2), Enum.Parse<ActKind>(reader.GetString(3), ignoreCase: true), reader.GetString(4),
            JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetFieldValue<byte[]>(5))!));
}
