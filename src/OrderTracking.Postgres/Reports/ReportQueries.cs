using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Reports;

/// <summary>The rows that reports list, with the customers' own order numbers.</summary>
internal sealed class ReportQueries(NpgsqlDataSource source) : IReportRows
{
    public Task<IReadOnlyList<ExceptionToFollow>> Exceptions(
        AccessScope scope, string? account, Period raised, CancellationToken cancellationToken) => source.Ask(
        scope, "Queries.report_exceptions", reader => new ExceptionToFollow(QueryParameters.Row<ExceptionRow>(reader), OrderNumber(reader)),
        cancellationToken,
        QueryParameters.Text(account), QueryParameters.Time(raised.From), QueryParameters.Time(raised.To));

    public Task<IReadOnlyList<OutstandingReceipt>> Receipts(
        AccessScope scope, string account, DateTimeOffset signedBefore, CancellationToken cancellationToken) => source.Ask(
        scope, "Queries.report_receipts", reader => new OutstandingReceipt(QueryParameters.Row<ReceiptRow>(reader), OrderNumber(reader)),
        cancellationToken,
        QueryParameters.Text(account), QueryParameters.Time(signedBefore));

    public Task<IReadOnlyList<LateWaybill>> Late(
        AccessScope scope, string account, Period promised, DateTimeOffset now, CancellationToken cancellationToken) => source.Ask(
        scope, "Queries.report_late", reader => new LateWaybill(QueryParameters.Row<OnTimeRow>(reader), OrderNumber(reader)),
        cancellationToken,
        QueryParameters.Text(account), QueryParameters.Time(promised.From), QueryParameters.Time(promised.To), QueryParameters.Time(now));

    private static string? OrderNumber(NpgsqlDataReader reader) => reader.IsDBNull(1) ? null : reader.GetString(1);
}
