using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class ExceptionsTexts
{
    public static Text Title { get; } = new("异常", "Exceptions");

    public static Text Followed { get; } = new("跟踪中的异常", "Exceptions being followed");

    public static Text FollowedNote { get; } = new("最紧急的在前", "the most urgent first");

    public static Text NoneFollowed { get; } = new("没有需要跟踪的异常。", "No exception has to be followed.");

    public static Text Ages { get; } = new("未处理异常的时长", "Age of those not resolved");

    public static Text Kinds { get; } = new("按类型", "By kind");

    public static Text Causes { get; } = new("按原因(已处理)", "By cause, of those resolved");

    public static Text Stations { get; } = new("按责任网点", "By responsible station");

    public static Text NoStation { get; } = new("未指明", "None named");

    public static Text Others { get; } = new("其他", "Others");

    public static Text Raised { get; } = new("{0} 至 {1} 发生", "Raised {0} to {1}");

    public static Text RaisedCount { get; } = new("期内发生", "Raised in the period");

    public static Text OnWaybills { get; } = new("涉及运单 {0} 票", "on {0} waybills");

    public static Text InTime { get; } = new("按时复命率", "Reported back in time");

    public static Text InTimeOf { get; } = new("{0} / {1} 起", "{0} of {1}");

    public static Text NoneRaised { get; } = new(
        "没有符合条件的异常。请放宽条件或改换期间。", "No exception is as asked for. Ask for less, or for other days.");

    public static Text NoCounts { get; } = new("期内没有。", "None in the period.");

    public static Text ShowAll { get; } = new("全部 {0} 条", "All {0}");

    public static Text Recorded { get; } = new("已录入:{0}", "Recorded: {0}");

    public static Text Responsible { get; } = new("责任网点 {0}", "responsible: {0}");

    public static Text RaisedAt { get; } = new("发生", "Raised");

    public static Text Waybill { get; } = new("运单", "Waybill");

    public static Text Kind { get; } = new("类型", "Kind");

    public static Text Status { get; } = new("状态", "Status");

    public static Text Waybills { get; } = new("运单数", "Waybills");

    public static Text Station { get; } = new("责任网点", "Responsible");

    public static Text Cause { get; } = new("原因", "Cause");

    public static Text ReportedBack { get; } = new("复命", "Reported back");

    public static Text Description { get; } = new("说明", "Description");

    public static string Of(FollowedState state) => state switch
    {
        FollowedState.Over => new Text("复命超时", "Report back overdue"),
        FollowedState.Soon => new Text("一小时内到时限", "Due within the hour"),
        FollowedState.Later => new Text("时限未到", "Due later"),
        FollowedState.ReportedBack => new Text("已复命,待处理", "Reported back, not resolved"),
        _ => new Text("已处理,运单未完结", "Resolved, waybill not closed"),
    };

    public static string Of(ExceptionAge age) => age switch
    {
        ExceptionAge.Day => new Text("1 天内", "Less than 1 day"),
        ExceptionAge.ThreeDays => new Text("1–3 天", "1–3 days"),
        ExceptionAge.Week => new Text("3–7 天", "3–7 days"),
        _ => new Text("7 天以上", "7 days and more"),
    };
}
