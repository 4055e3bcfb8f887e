using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>客户周报, 服务月报. An account's service figures over a week, or over a month beside the month before.</summary>
internal static class AccountReports
{
    private static readonly Figure[] OnTime = [Signed(OnTimeBasis.Gross), Signed(OnTimeBasis.Accountable)];

    private static readonly Figure[] Month =
    [
        new VolumesFigure(), new RevenueFigure(), .. OnTime,
        new LossAndDamageFigure(LossOrDamage.Damage, LossAndDamageUnit.Pieces),
        new LossAndDamageFigure(LossOrDamage.Damage, LossAndDamageUnit.Waybills),
        new LossAndDamageFigure(LossOrDamage.Shortage, LossAndDamageUnit.Pieces),
        new LossAndDamageFigure(LossOrDamage.Shortage, LossAndDamageUnit.Waybills), new ReceiptFigure(ReceiptFigureKind.Return),
        new ReceiptFigure(ReceiptFigureKind.Timeliness),
        new ReceiptFigure(ReceiptFigureKind.Accuracy),
    ];

    public static Report Weekly(
        ReportHead head, AccountFigures figures, IReadOnlyList<ExceptionToFollow> open, IReadOnlyList<OutstandingReceipt> receipts,
        IReadOnlyList<LateWaybill> late)
    {
        var sections = new AccountSections(head, figures, null);
        return head.Report(
            "重点客户周报", "Key-account weekly",
            [.. new Figure[] { new VolumesFigure(), new RevenueFigure() }.Concat(OnTime).Select(head.Definitions.Of),
                head.Definitions.ReportBackOfRaised],
            [
                sections.Volumes(), sections.OnTime(), sections.ExceptionsByKind(),
                DailyExceptions.Section(head, "openExceptions", "未结异常", "Open exceptions", open), Outstanding(head, receipts),
                Late(head, late),
            ]);
    }

    public static Report Monthly(ReportHead head, AccountFigures figures, AccountFigures before)
    {
        var sections = new AccountSections(head, figures, before);
        return head.Report(
            "服务月报", "Monthly service report", [.. Month.Select(head.Definitions.Of), head.Definitions.ReportBackOfRaised],
            [
                sections.Volumes(), sections.OnTime(), sections.LossAndDamage(), sections.Receipts(), sections.ExceptionsByCause(),
                sections.ExceptionsByStation(), sections.Breaches(),
            ]);
    }

    private static OnTimeFigure Signed(OnTimeBasis basis) => new(OnTimeClock.Signed, basis);

    private static Section Outstanding(ReportHead head, IReadOnlyList<OutstandingReceipt> receipts) =>
        new Table<OutstandingReceipt>(head.Company, "outstandingReceipts", "未返回单", "Receipts outstanding")
            .Text("waybill", "运单号", "Waybill", row => row.Receipt.Waybill)
            .Text("orderNumber", "客户单号", "Order number", row => row.OrderNumber)
            .Text("lane", "线路", "Lane", row => row.Receipt.Lane)
            .Whole("copies", "份数", "Copies", row => row.Receipt.CopiesWanted)
            .Time("closedAt", "完结时间", "Closed at", row => row.Receipt.ClosedAt)
            .Time("dueAt", "应返时间", "Due", row => row.Receipt.DueAt)
            .Text("status", "状态", "Status", row => Labels.Of(row.Receipt.Status))
            .Whole("days", "已完结天数", "Days since", row => (long)(head.MadeAt - row.Receipt.ClosedAt!.Value).TotalDays)
            .Of(receipts, behind: row => $"/v1/waybills/{row.Receipt.Waybill}/timeline");

    private static Section Late(ReportHead head, IReadOnlyList<LateWaybill> late) =>
        new Table<LateWaybill>(head.Company, "lateWaybills", "晚点运单", "Late waybills")
            .Text("waybill", "运单号", "Waybill", row => row.Waybill.Waybill)
            .Text("orderNumber", "客户单号", "Order number", row => row.OrderNumber)
            .Text("lane", "线路", "Lane", row => row.Waybill.Lane)
            .Time("promisedAt", "承诺时间", "Promised", row => row.Waybill.PromisedAt)
            .Time("signedAt", "签收时间", "Signed at", row => row.Waybill.SignedInFullAt)
            .Decimal("hoursLate", "晚点小时", "Hours late", row =>
                Math.Round((decimal)((row.Waybill.SignedInFullAt ?? head.MadeAt) - row.Waybill.PromisedAt!.Value).TotalHours, 1))
            .Text("excused", "免责", "Excused", row => row.Waybill.Excused ? "是 yes" : "否 no")
            .Of(late, behind: row => $"/v1/waybills/{row.Waybill.Waybill}/timeline");
}
