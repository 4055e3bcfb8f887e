using System.Globalization;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Pages;

internal static class ReportsTexts
{
    public static Text Title { get; } = new("报表", "Reports");

    public static Text Due { get; } = new("待交付", "To hand out");

    public static Text NothingDue { get; } = new("没有待交付的报表。", "Every report is handed out.");

    public static Text HandedOut { get; } = new("已交付", "Handed out");

    public static Text NoneHandedOut { get; } = new(
        "还没有交付过报表。预览后即可交付。", "No report has been handed out yet. Look at one above, and hand it out.");

    public static Text Report { get; } = new("报表", "Report");

    public static Text Account { get; } = new("客户", "Account");

    public static Text Department { get; } = new("部门", "Department");

    public static Text AllAccounts { get; } = new("全部", "All accounts");

    public static Text Period { get; } = new("期间", "Period");

    public static Text DueAt { get; } = new("应交付", "Due");

    public static Text Preview { get; } = new("预览", "Preview");

    public static Text Download { get; } = new("下载", "Download");

    public static Text HandOut { get; } = new("交付", "Hand out");

    public static Text Done { get; } = new("已交付:{0}", "Handed out: {0}");

    public static Text Make { get; } = new("查看其他报表", "Another report");

    public static Text Day { get; } = new("期间内的一天", "A day of its period");

    public static Text Format { get; } = new("格式", "Format");

    public static Text MadeAt { get; } = new("生成时间", "Made at");

    public static Text By { get; } = new("交付人", "By");

    public static Text File { get; } = new("文件", "File");

    public static Text Running { get; } = new("期间尚未结束,数字还会变化。", "The period is not over: the figures still change.");

    public static Text Rows { get; } = new("仅显示前 {0} 行,全部见下载。", "The first {0} rows; the download has all.");

    public static Text NoRows { get; } = new("没有内容。", "Nothing.");

    public static Text NoReport { get; } = new("没有这样的报表,或不属于您的客户。", "There is no such report, or it is not of your accounts.");

    public static Text NotYours { get; } = new("没有交付:您的角色无权交付这份报表。", "Not handed out: this report is not yours to hand out.");

    public static Text Unreadable { get; } = new("没有交付:请选择报表、客户和日期。", "Not handed out: choose the report, its account and a day.");

    public static string AccountOf(ReportKind kind, string? account) =>
        account ?? (kind.IsOfDepartment() ? Department : AllAccounts);

    public static string PeriodOf(ReportPeriod period) => period.Kind switch
    {
        ReportKind.DailyExceptions => Name(period.From),
        ReportKind.WeeklyAccount => $"{Name(period.From)} – {Name(period.To.AddDays(-1))}",
        _ => period.From.ToString("yyyy-MM", CultureInfo.InvariantCulture),
    };

    private static string Name(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Of(ReportKind kind) => Names.Of(kind);

    public static string Of(DeadlineVerdict verdict) => verdict switch
    {
        DeadlineVerdict.Met => new Text("按时", "In time"),
        DeadlineVerdict.Late => new Text("晚交", "Late"),
        DeadlineVerdict.Missed => new Text("逾期未交", "Overdue"),
        DeadlineVerdict.Withdrawn => new Text("已撤销", "Withdrawn"),
        _ => new Text("待交", "Open"),
    };
}
