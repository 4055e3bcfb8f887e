using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>异常跟进表. Exceptions raised on a day or still open, who has to act on them, and what was done.</summary>
internal static class DailyExceptions
{
    /// <param name="stations">The stations that it is of; null for all.</param>
    public static Report Of(ReportHead head, IReadOnlyCollection<string>? stations, IReadOnlyList<ExceptionToFollow> exceptions) =>
        head.Report(
            "异常跟进表", "Exception follow-up", [head.Definitions.ReportBackOfRaised],
            [Section(head, "exceptions", "异常明细", "Exceptions", exceptions)]) with { Stations = stations };

    public static Section Section(ReportHead head, string key, string chinese, string english,
        IReadOnlyList<ExceptionToFollow> exceptions) =>
        new Table<ExceptionToFollow>(head.Company, key, chinese, english)
            .Text("waybill", "运单号", "Waybill", row => row.Exception.Waybill)
            .Text("orderNumber", "客户单号", "Order number", row => row.OrderNumber)
            .Text("account", "客户", "Account", row => row.Exception.Account)
            .Text("lane", "线路", "Lane", row => row.Exception.Lane)
            .Text("kind", "异常类型", "Kind", row => Labels.Of(row.Exception.Kind))
            .Text("stage", "发生环节", "Stage", row => row.Exception.Stage is { } stage ? Labels.Of(stage) : null)
            .Text("station", "发现网点", "Raised at station", row => row.Exception.Station)
            .Text("responsibleStation", "责任网点", "Responsible", row => row.Exception.ResponsibleStation)
            .Whole("pieces", "件数", "Pieces", row => row.Exception.Pieces)
            .Text("description", "异常描述", "Description", row => row.Exception.Description)
            .Time("raisedAt", "发生时间", "Raised at", row => row.Exception.RaisedAt)
            .Time("reportBackDueAt", "复命期限", "Report-back due", row => row.Exception.ReportBackDueAt)
            .Time("reportedBackAt", "复命时间", "Reported back at", row => row.Exception.ReportedBackAt)
            .Text("done", "处理情况", "What was done", row => row.Exception.Report)
            .Text("verdict", "复命判定", "Verdict", row => Label(ReportBack.Verdict(row.Exception, head.MadeAt)))
            .Text("status", "状态", "Status", row => Labels.Of(row.Exception.Status))
            .Time("resolvedAt", "处理完毕时间", "Resolved at", row => row.Exception.ResolvedAt)
            .Text("cause", "责任原因", "Cause", row => row.Exception.Cause is { } cause ? Labels.Of(cause) : null)
            .Money("loss", "损失金额", "Loss CNY", row => row.Exception.Loss)
            .Of(exceptions, behind: row => ReportHead.Timeline(row.Exception.Waybill));

    private static string Label(ReportBackVerdict verdict) => verdict switch
    {
        ReportBackVerdict.Met => "按时",
        ReportBackVerdict.Missed => "超时",
        ReportBackVerdict.Open => "未到期",
        ReportBackVerdict.RecordedTooLate => "补录不计",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
