using Npgsql;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Views;
using static OrderTracking.Postgres.Statements.QueryParameters;

namespace OrderTracking.Postgres.Reports;

/// <summary>The rows that reports list, with the customers' own order numbers.</summary>
internal sealed class ReportQueries(NpgsqlDataSource source, SealedPersons persons) : IReportRows
{
    public async Task<IReadOnlyList<ExceptionToFollow>> Exceptions(
        AccessScope scope, string? account, IReadOnlyCollection<string>? stations, Period raised, CancellationToken cancellationToken)
    {
        var found = await source.Ask(
            scope, "Queries.report_exceptions", reader => new ExceptionToFollow(Row<ExceptionRow>(reader), OrderNumber(reader)),
            cancellationToken,
            Text("account", account), Texts("stations", stations), Time("raised_from", raised.From), Time("raised_to", raised.To));
        var opened = await persons.Open([.. found.Select(each => each.Exception)], cancellationToken);
        return [.. found.Zip(opened, (each, row) => each with { Exception = row })];
    }

    public Task<IReadOnlyList<OutstandingReceipt>> Receipts(
        AccessScope scope, string account, DateTimeOffset closedBefore, CancellationToken cancellationToken) => source.Ask(
        scope, "Queries.report_receipts", reader => new OutstandingReceipt(Row<ReceiptRow>(reader), OrderNumber(reader)),
        cancellationToken,
        Text("account", account), Time("closed_before", closedBefore));

    public Task<IReadOnlyList<LateWaybill>> Late(
        AccessScope scope, string account, Period promised, DateTimeOffset now, CancellationToken cancellationToken) => source.Ask(
        scope, "Queries.report_late", reader => new LateWaybill(Row<OnTimeRow>(reader), OrderNumber(reader)),
        cancellationToken,
        Text("account", account), Time("promised_from", promised.From), Time("promised_to", promised.To), Time("now", now));

    private static string? OrderNumber(NpgsqlDataReader reader) => reader.IsDBNull(1) ? null : reader.GetString(1);
}
