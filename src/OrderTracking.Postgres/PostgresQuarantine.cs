using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres;

/// <summary>Quarantined lines in a table, stored as the bytes that were sent.</summary>
internal sealed class PostgresQuarantine(NpgsqlDataSource source) : IQuarantine
{
    public async Task<IReadOnlySet<string>> Keep(IReadOnlyCollection<QuarantinedLine> lines, CancellationToken cancellationToken)
    {
        var held = lines.Where(line => line.Status == QuarantineStatus.Held).Select(line => line.Waybill!).Distinct().ToArray();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new(Sql.Text("Quarantine.lock_appends")),
                new(Sql.Text("Quarantine.keep"))
                {
                    Parameters =
                    {
                        Array(lines.Select(line => line.Line), NpgsqlDbType.Bytea),
                        Array(lines.Select(line => line.Waybill), NpgsqlDbType.Text),
                        Array(lines.Select(line => line.EventId), NpgsqlDbType.Uuid),
                        Array(lines.Select(line => Name(line.Status)), NpgsqlDbType.Text),
                        Array(lines.Select(line => line.Code), NpgsqlDbType.Text),
                        Array(lines.Select(line => line.Field), NpgsqlDbType.Text),
                        Array(lines.Select(line => line.Expected), NpgsqlDbType.Text),
                        Array(lines.Select(line => line.Origin.Sender), NpgsqlDbType.Text),
                        Array(lines.Select(line => line.Origin.Correlation), NpgsqlDbType.Text),
                        Array(lines.Select(line => line.Station), NpgsqlDbType.Text),
                    },
                },
                new(Sql.Text("Quarantine.received_meanwhile")) { Parameters = { Array(held, NpgsqlDbType.Text) } },
            },
        };
        var received = new HashSet<string>();
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) received.Add(reader.GetString(0));
        }
        await transaction.CommitAsync(cancellationToken);
        return received;
    }

    public Task<IReadOnlyList<StoredQuarantinedLine>> Releasable(
        IReadOnlyCollection<string>? waybills, CancellationToken cancellationToken) => waybills is null
        ? Query("Quarantine.releasable_any", cancellationToken)
        : Query("Quarantine.releasable", cancellationToken, Array(waybills, NpgsqlDbType.Text));

    public async Task<StoredQuarantinedLine?> Find(QuarantineScope scope, long id, CancellationToken cancellationToken) =>
        (await Query("Quarantine.find", cancellationToken, new NpgsqlParameter { Value = id }, Optional(scope.Sender, NpgsqlDbType.Text),
            Array(scope.Stations, NpgsqlDbType.Text))).SingleOrDefault();

    public Task<IReadOnlyList<StoredQuarantinedLine>> List(
        QuarantineScope scope, QuarantineStatus? status, string? code, long? before, int limit, CancellationToken cancellationToken) =>
        Query(
        "Quarantine.list", cancellationToken,
        Optional(status is { } known ? Name(known) : null, NpgsqlDbType.Text), Optional(code, NpgsqlDbType.Text),
        Optional(before, NpgsqlDbType.Bigint),
        new NpgsqlParameter { Value = limit }, Optional(scope.Sender, NpgsqlDbType.Text), Array(scope.Stations, NpgsqlDbType.Text));

    public async Task Settle(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql.Text("Quarantine.settle"));
        command.Parameters.Add(Array(settlements.Select(line => line.Id), NpgsqlDbType.Bigint));
        command.Parameters.Add(Array(settlements.Select(line => Name(line.Status)), NpgsqlDbType.Text));
        command.Parameters.Add(Array(settlements.Select(line => line.Code), NpgsqlDbType.Text));
        command.Parameters.Add(Array(settlements.Select(line => line.Field), NpgsqlDbType.Text));
        command.Parameters.Add(Array(settlements.Select(line => line.Expected), NpgsqlDbType.Text));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<StoredQuarantinedLine>> Query(
        string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(Sql.Text(sql));
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<StoredQuarantinedLine>();
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(new(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1),
                reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
                new(
                    reader.GetFieldValue<byte[]>(3), Text(reader, 4), reader.IsDBNull(5) ? null : reader.GetGuid(5),
                    Enum.Parse<QuarantineStatus>(reader.GetString(6), ignoreCase: true), reader.GetString(7), reader.GetString(8),
                    reader.GetString(9),
                    new(Text(reader, 10), Text(reader, 11)), Text(reader, 12))));
        return lines;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static string Name(QuarantineStatus status) => status switch
    {
        QuarantineStatus.Held => "held",
        QuarantineStatus.Refused => "refused",
        QuarantineStatus.Released => "released",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
