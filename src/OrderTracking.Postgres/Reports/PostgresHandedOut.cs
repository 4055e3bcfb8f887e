using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Reports;

/// <summary>Reports that were handed out, stored as bytes.</summary>
internal sealed class PostgresHandedOut(NpgsqlDataSource source) : IHandedOutReports
{
    public async Task<HandedOutReport> Keep(HandedOutReport report, byte[] content, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kept = await Query(
                "Reports.keep", Report, cancellationToken,
                new() { Value = report.Id }, new() { Value = report.Report.Wire() }, new() { Value = report.Account },
                new() { Value = report.From },
                new() { Value = report.To }, new() { Value = report.Format }, new() { Value = report.MadeAt.UtcDateTime },
                new() { Value = report.Position },
                new() { Value = report.By }, new() { Value = report.Sha256 }, new() { Value = content });
            // Another request kept it while the statement ran, whose snapshot does not have that row yet: ask again.
            if (kept is [var only]) return only;
        }
    }

    public Task<IReadOnlyList<HandedOutReport>> List(
        AccessScope scope, string? account, ReportKind? kind, (DateTimeOffset MadeAt, Guid Id)? after, int limit,
        CancellationToken cancellationToken) => Query(
        "Reports.list", Report, cancellationToken,
        Optional(account, NpgsqlDbType.Text), Optional(kind?.Wire(), NpgsqlDbType.Text),
        Optional(after?.MadeAt.UtcDateTime, NpgsqlDbType.TimestampTz),
        Optional(after?.Id, NpgsqlDbType.Uuid), new() { Value = limit }, Accounts(scope));

    public async Task<(HandedOutReport Report, byte[] Content)?> Find(AccessScope scope, Guid id, CancellationToken cancellationToken) =>
        (await Query("Reports.find", reader => (Report(reader), reader.GetFieldValue<byte[]>(10)), cancellationToken,
            new NpgsqlParameter { Value = id }, Accounts(scope)))
            is [var found] ? found : null;

    private async Task<IReadOnlyList<T>> Query<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(Sql.Text(sql));
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) found.Add(read(reader));
        return found;
    }

    private static HandedOutReport Report(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), Enum.GetValues<ReportKind>().Single(kind => kind.Wire() == reader.GetString(1)), reader.GetString(2),
        reader.GetFieldValue<DateOnly>(3), reader.GetFieldValue<DateOnly>(4), reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6),
        reader.GetInt64(7), reader.GetString(8), reader.GetString(9));

    // A report covers a whole account, so a caller who sees waybills by their stations alone does not see it.
    private static NpgsqlParameter Accounts(AccessScope scope) => QueryParameters.Texts(scope.IsEverything ? null : scope.Accounts ?? []);

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
