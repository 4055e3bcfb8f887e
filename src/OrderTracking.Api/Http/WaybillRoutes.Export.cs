using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Views;

namespace OrderTracking.Api.Http;

/// <summary>货物运单导出: the search as a file, written page by page. It has no names, phones or addresses.</summary>
internal static partial class WaybillRoutes
{
    private const int MaxExported = 100_000, ExportPage = 1_000;

    private static void MapExports(RouteGroupBuilder group)
    {
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Xlsx })
            group.MapGet($"/waybills.{format.FileExtension()}",
                (Query query, ViewAnswers views, IWaybillsView waybills, CompanyCalendar calendar, Company company, ITableWriter writer) =>
                    Export(format, query, views, waybills, calendar, company, writer))
                .WithSummary($"The search as .{format.FileExtension()}, newest received first, to {MaxExported:N0} waybills; no persons.")
                .Produces<byte[]>(200, format.ContentType().Split(';')[0])
                .Takes(Parameters.Account, Status, Parameters.Lane, Parameters.From, Parameters.To, SearchText, Parameters.WaitFor,
                    Parameters.AsOf)
                .Problems(400, 422).TakesLong();
    }

    private static Task<Results<PushStreamHttpResult, Problem>> Export(
        ReportFormat format, Query query, ViewAnswers views, IWaybillsView waybills, CompanyCalendar calendar, Company company,
        ITableWriter writer)
    {
        var filter = Filter(query.Get(SearchText), query, calendar);
        var table = ExportTable(company);
        return views.File(query, (stream, cancellationToken) =>
            writer.Write(stream, format, new("货物运单", "Waybills"), table.Columns, Rows(cancellationToken), cancellationToken),
            format.ContentType(), "waybills." + format.FileExtension());

        async IAsyncEnumerable<IReadOnlyList<object?>> Rows([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var written = 0;
            await foreach (var row in All(filter, waybills, cancellationToken))
            {
                if (written++ < MaxExported)
                {
                    yield return table.Cells(row);
                    continue;
                }
                // Said in the file, because the answer has begun: a list that is cut off must not look like a whole one.
                IReadOnlyList<object?> end = [$"仅前 {MaxExported} 行 The first {MaxExported} rows only: narrow the search"];
                yield return [.. end, .. Enumerable.Repeat<object?>(null, table.Columns.Count - 1)];
                yield break;
            }
        }
    }

    private static async IAsyncEnumerable<WaybillRow> All(
        WaybillFilter filter, IWaybillsView waybills, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await waybills.Search(filter, ExportPage, cancellationToken);
            foreach (var row in page) yield return row;
            if (page.Count < ExportPage) yield break;
            filter = filter with { After = (page[^1].ReceivedAt, page[^1].Waybill) };
        }
    }

    private static Table<WaybillRow> ExportTable(Company company) =>
        new Table<WaybillRow>(company, "waybills", "货物运单", "Waybills")
            .Text("waybill", "运单号", "Waybill", row => row.Waybill)
            .Text("orderNumber", "订单号", "Order", row => row.OrderNumber)
            .Text("account", "客户", "Account", row => row.Account)
            .Text("lane", "线路", "Lane", row => row.Lane)
            .Text("status", "状态", "Status", row => Labels.Of(row.Status))
            .Text("station", "所在网点", "Station", row => row.Station)
            .Time("receivedAt", "受理时间", "Received", row => row.ReceivedAt)
            .Time("promisedAt", "承诺到货时间", "Promised", row => row.PromisedAt)
            .Time("signedInFullAt", "签收时间", "Signed", row => row.SignedInFullAt)
            .Time("closedAt", "完结时间", "Closed", row => row.ClosedAt)
            .Text("goods", "品名", "Goods", row => row.Goods)
            .Whole("pieces", "件数", "Pieces", row => row.Pieces)
            .Whole("outstandingPieces", "未签收件数", "Outstanding", row => row.OutstandingPieces)
            .Decimal("weightKg", "重量(千克)", "Weight kg", row => row.WeightKg)
            .Decimal("volumeM3", "体积(立方米)", "Volume m³", row => row.VolumeM3)
            .Money("freight", "运费", "Freight", row => row.Freight)
            .Whole("receiptCopies", "返单份数", "Receipt copies", row => row.ReceiptCopies)
            .Whole("openExceptions", "未结异常", "Open exceptions", row => row.OpenExceptions);
}
