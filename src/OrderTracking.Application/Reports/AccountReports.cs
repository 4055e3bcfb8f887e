using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Reports;

/// <summary>
/// 客户周报, 服务月报, 客户关系管理档案: an account's service figures over a week beside the same week of the three months before, and over a month
/// beside the month before; 月工作报告: those of all accounts.
/// </summary>
internal static class AccountReports
{
    private static readonly Figure[] OnTime = [Signed(OnTimeBasis.Gross), Signed(OnTimeBasis.Accountable)];

    private static readonly StandardFigure Sorting = new("sorting-timeliness", DeadlineRule.Sorting);

    private static readonly Figure[] LossAndDamage =
    [
        new LossAndDamageFigure(LossOrDamage.Damage, LossAndDamageUnit.Pieces),
        new LossAndDamageFigure(LossOrDamage.Damage, LossAndDamageUnit.Waybills),
        new LossAndDamageFigure(LossOrDamage.Shortage, LossAndDamageUnit.Pieces),
        new LossAndDamageFigure(LossOrDamage.Shortage, LossAndDamageUnit.Waybills),
    ];

    private static readonly Figure[] Month =
    [
        new VolumesFigure(), new RevenueFigure(), .. OnTime,
        .. LossAndDamage, new ReceiptFigure(ReceiptFigureKind.Return),
        new ReceiptFigure(ReceiptFigureKind.Timeliness),
        new ReceiptFigure(ReceiptFigureKind.Accuracy), Sorting,
    ];

    /// <param name="exceptions">Raised in the week, or before it and not resolved.</param>
    public static Report Weekly(
        ReportHead head, AccountFigures figures, IReadOnlyList<AccountFigures> before, IReadOnlyList<ExceptionToFollow> exceptions,
        IReadOnlyList<OutstandingReceipt> receipts, IReadOnlyList<LateWaybill> late, IReadOnlyList<Note> notes)
    {
        var sections = new AccountSections(head, figures, before);
        return head.Report(
            "重点客户周报", "Key-account weekly",
            [.. new Figure[] { new VolumesFigure(), new RevenueFigure() }.Concat(OnTime).Concat(LossAndDamage).Append(Sorting)
                .Select(head.Definitions.Of), head.Definitions.ReportBackOfRaised],
            [
                sections.Volumes(), sections.OnTime(), sections.LossAndDamage(), sections.Sorting(), sections.ExceptionsByKind(),
                DailyExceptions.Section(head, "exceptions", "异常明细", "Exceptions", exceptions), Outstanding(head, receipts),
                Late(head, late), ReportNotes.Section(head, notes),
            ]);
    }

    public static Report Monthly(ReportHead head, AccountFigures figures, AccountFigures before, IReadOnlyList<Note> notes) =>
        OfMonth(head, "服务月报", "Monthly service report", figures, before, [ReportNotes.Section(head, notes)]);

    /// <param name="exceptions">Raised in the month, or before it and not resolved.</param>
    public static Report Archive(
        ReportHead head, AccountFigures figures, AccountFigures before, IReadOnlyList<ExceptionToFollow> exceptions,
        IReadOnlyList<Note> notes) => OfMonth(
        head, "客户关系管理档案", "Account archive report", figures, before,
        [DailyExceptions.Section(head, "exceptions", "异常明细", "Exceptions", exceptions), ReportNotes.Section(head, notes)]);

    public static Report Department(ReportHead head, AccountFigures figures, AccountFigures before, IReadOnlyList<Note> notes) =>
        OfMonth(head, "客户服务部月工作报告", "Department's monthly report", figures, before, [ReportNotes.Section(head, notes)]);

    private static Report OfMonth(
        ReportHead head, string chinese, string english, AccountFigures figures, AccountFigures before, IReadOnlyList<Section> more)
    {
        var sections = new AccountSections(head, figures, [before]);
        return head.Report(
            chinese, english, [.. Month.Select(head.Definitions.Of), head.Definitions.ReportBackOfRaised],
            [
                sections.Volumes(), sections.OnTime(), sections.LossAndDamage(), sections.Receipts(), sections.Sorting(),
                sections.ExceptionsByCause(), sections.ExceptionsByStation(), sections.Breaches(), .. more,
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
            .Of(receipts, behind: row => ReportHead.Timeline(row.Receipt.Waybill));

    private static Section Late(ReportHead head, IReadOnlyList<LateWaybill> late) =>
        new Table<LateWaybill>(head.Company, "lateWaybills", "晚点运单", "Late waybills")
            .Text("waybill", "运单号", "Waybill", row => row.Waybill.Waybill)
            .Text("orderNumber", "客户单号", "Order number", row => row.OrderNumber)
            .Text("lane", "线路", "Lane", row => row.Waybill.Lane)
            .Time("promisedAt", "承诺时间", "Promised", row => row.Waybill.PromisedAt)
            .Time("signedAt", "签收时间", "Signed at", row => row.Waybill.SignedInFullAt)
            .Decimal("hoursLate", "晚点小时", "Hours late", row => Math.Round((decimal)((Stopped(row.Waybill) ?? head.MadeAt)
                - row.Waybill.PromisedAt!.Value).TotalHours, 1))
            .Text("excused", "免责", "Excused", row => row.Waybill.Excused ? "是 yes" : "否 no")
            .Of(late, behind: row => ReportHead.Timeline(row.Waybill.Waybill));

    private static DateTimeOffset? Stopped(OnTimeRow row) => Domain.Kpis.OnTime.StoppedAt(row, OnTimeClock.Signed);
}
