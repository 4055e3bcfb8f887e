using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Reports;

/// <summary>Reports that were handed out, stored as bytes.</summary>
internal sealed class PostgresHandedOut(NpgsqlDataSource source) : IHandedOutReports
{
    public async Task<HandedOutReport> Keep(HandedOutReport report, byte[] content, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kept = await source.Write(
                "Reports.keep", Report, cancellationToken,
                Id("id", report.Id), Text("kind", report.Report.Wire()), Text("account", report.Account), Day("from", report.From),
                Day("to", report.To), Text("format", report.Format), Time("made_at", report.MadeAt), Number("position", report.Position),
                Text("by", report.By), Text("sha256", report.Sha256), Bytes("content", content));
            // Another request kept it while the statement ran, whose snapshot does not have that row yet: ask again.
            if (kept is [var only]) return only;
        }
    }

    public Task<IReadOnlyList<HandedOutReport>> List(
        AccessScope scope, string? account, ReportKind? kind, (DateTimeOffset MadeAt, Guid Id)? after, int limit,
        CancellationToken cancellationToken) => source.Ask(
        "Reports.list", Report, cancellationToken,
        Text("account", account), Text("kind", kind?.Wire()), Time("after_made_at", after?.MadeAt), Id("after_id", after?.Id),
        Number("limit", limit), Accounts(scope), Number("known_at_position", QuestionMoment.Current?.Position),
        Time("as_of", QuestionMoment.Current?.Question.AsOf));

    public async Task<(HandedOutReport Report, byte[] Content)?> Find(AccessScope scope, Guid id, CancellationToken cancellationToken) =>
        (await source.Ask("Reports.find", reader => (Report(reader), reader.GetFieldValue<byte[]>(10)), cancellationToken,
            Id("id", id), Accounts(scope)))
            is [var found] ? found : null;

    private static HandedOutReport Report(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), Enum.GetValues<ReportKind>().Single(kind => kind.Wire() == reader.GetString(1)),
        reader.IsDBNull(2) ? null : reader.GetString(2),
        reader.GetFieldValue<DateOnly>(3), reader.GetFieldValue<DateOnly>(4), reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6),
        reader.GetInt64(7), reader.GetString(8), reader.GetString(9));

    // A report covers a whole account, so a caller who sees waybills by their stations alone does not see it.
    private static NpgsqlParameter Accounts(AccessScope scope) =>
        Texts("accounts", scope.IsEverything ? null : scope.AnyAccounts ?? []);
}
