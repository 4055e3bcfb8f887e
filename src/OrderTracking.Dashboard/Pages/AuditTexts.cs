using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Pages;

internal static class AuditTexts
{
    public static Text Title { get; } = new("运单审计", "Audit of a waybill");

    public static Text About { get; } = new(
        "任意两个时刻:当时已发生什么,系统当时知道什么。", "Any two moments: what had happened by then, and what was known of it.");

    public static Text First { get; } = new("时刻一", "First moment");

    public static Text Second { get; } = new("时刻二", "Second moment");

    public static Text Occurred { get; } = new("已发生(第 {0}/{1} 个时刻)", "Happened by (moment {0} of {1})");

    public static Text Recorded { get; } = new("已录入(第 {0}/{1} 个时刻)", "Known at (moment {0} of {1})");

    public static Text Show { get; } = new("查看", "Show");

    public static Text State { get; } = new("状况", "How it stood");

    public static Text Differs { get; } = new("{0} 项不同", "{0} differ");

    public static Text Same { get; } = new("没有不同", "nothing differs");

    public static Text Nothing { get; } = new("尚无记录", "not known yet");

    public static Text Events { get; } = new("事件", "Events");

    public static Text Steps { get; } = new("时刻二录入了什么,改变了什么", "What was recorded at the second moment, and what it changed");

    public static Text Sender { get; } = new("提交者", "Sender");

    public static Text View { get; } = new("视图", "View");

    public static Text Field { get; } = new("字段", "Field");

    public static Text Before { get; } = new("之前", "Before");

    public static Text After { get; } = new("之后", "After");

    public static Text Event { get; } = new("事件", "Event");

    public static Text Happened { get; } = new("发生", "Happened");

    public static Text WasRecorded { get; } = new("录入", "Recorded");

    public static Text Station { get; } = new("网点", "Station");

    public static Text By { get; } = new("操作人", "By");

    public static Text Counts { get; } = new("计入", "counts");

    public static Text Struck { get; } = new("已更正", "corrected");

    public static Text Unknown { get; } = new("运单 {0} 不存在。", "There is no waybill {0}.");

    public static Text Unreadable { get; } = new(
        "运单中有无法读取的事件(位置 {0}),不能显示。", "An event of this waybill, at position {0} of the log, cannot be read.");

    public static Text LogTitle { get; } = new("日志", "The log");

    public static Text LogAbout { get; } = new("所有事件,最新在前;个人信息已遮盖。", "Every event, the newest first; persons are masked.");

    public static Text Stream { get; } = new("运单或基础资料", "Waybill or reference stream");

    public static Text Type { get; } = new("事件", "Event");

    public static Text AnyType { get; } = new("全部", "Any");

    public static Text Filter { get; } = new("筛选", "Filter");

    public static Text Position { get; } = new("位置", "Position");

    public static Text Data { get; } = new("内容", "Data");

    public static Text Positions { get; } = new("位置 {0}–{1}:{2} 个事件", "Positions {0} to {1}: {2} events");

    public static Text OfStream { get; } = new("{0} 个事件", "{0} events");

    public static Text Older { get; } = new("更早", "Older");

    public static Text Newer { get; } = new("更新", "Newer");

    public static Text Newest { get; } = new("最新", "Newest");

    public static Text Empty { get; } = new(
        "这里没有符合条件的事件。请放宽条件,或翻到更早的部分。", "No event here is as asked for. Ask for less, or look at an older part.");

    public static Text CannotBeRead { get; } = new("无法读取", "cannot be read");

    public static string Of(EventSource source) => source switch
    {
        EventSource.Person => "",
        EventSource.System => new Text("系统推导", "derived"),
        _ => new Text("时钟", "clock"),
    };
}
