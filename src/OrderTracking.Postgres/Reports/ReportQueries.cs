using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Views;
using OrderTracking.Postgres.Queries;

namespace OrderTracking.Postgres.Reports;

/// <summary>What reports list, with the numbers that customers know their orders by.</summary>
internal sealed class ReportQueries(NpgsqlDataSource source) : IReportRows
{
    public Task<IReadOnlyList<ExceptionToFollow>> Exceptions(Sight sight, string? account, Period raised, CancellationToken cancellation) => source.Ask(
        sight, "Queries.report_exceptions", reader => new ExceptionToFollow(Asked.Row<ExceptionRow>(reader), OrderNumber(reader)), cancellation,
        Asked.Text(account), Asked.Time(raised.From), Asked.Time(raised.To));

    public Task<IReadOnlyList<OutstandingReceipt>> Receipts(Sight sight, string account, DateTimeOffset signedBefore, CancellationToken cancellation) => source.Ask(
        sight, "Queries.report_receipts", reader => new OutstandingReceipt(Asked.Row<ReceiptRow>(reader), OrderNumber(reader)), cancellation,
        Asked.Text(account), Asked.Time(signedBefore));

    public Task<IReadOnlyList<LateWaybill>> Late(
        Sight sight, string account, Period promised, DateTimeOffset now, CancellationToken cancellation) => source.Ask(
        sight, "Queries.report_late", reader => new LateWaybill(Asked.Row<OnTimeRow>(reader), OrderNumber(reader)), cancellation,
        Asked.Text(account), Asked.Time(promised.From), Asked.Time(promised.To), Asked.Time(now));

    private static string? OrderNumber(NpgsqlDataReader reader) => reader.IsDBNull(1) ? null : reader.GetString(1);
}
