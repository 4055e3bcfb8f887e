using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Acting;

internal static class ActTexts
{
    public static Text ConfirmLoading { get; } = new("装车确认", "Confirm loading");

    public static Text CanLeave { get; } = new("可以发运", "It can leave");

    public static Text OrNot { get; } = new("不能发运", "It cannot leave");

    public static Text Reason { get; } = new("原因", "Why");

    public static Text LeavesAt { get; } = new("改为何时发运", "When instead");

    public static Text CannotLeave { get; } = new("确认不能发运", "Record that it cannot leave");

    public static Text TellCustomer { get; } = new("通知客户", "Tell the customer");

    public static Text Channel { get; } = new("方式(电话、微信…)", "How (phone, WeChat…)");

    public static Text Agrees { get; } = new("客户是否认同", "Does the customer agree?");

    public static Text NotSaid { get; } = new("未表态", "Did not say");

    public static Text Yes { get; } = new("是", "Yes");

    public static Text No { get; } = new("否", "No");

    public static Text Told { get; } = new("已通知", "The customer was told");

    public static Text ReportBack { get; } = new("复命", "Report back");

    public static Text Report { get; } = new("复命内容", "What was found out");

    public static Text Measure { get; } = new("解决方案", "What is done about it");

    public static Text Resolve { get; } = new("处理完毕", "Resolve");

    public static Text VerifyAction { get; } = new("整改验证", "Verify");

    public static Text SeenDone { get; } = new("已核实完成", "It was done");

    public static Text HowSeen { get; } = new("核实说明", "How that was seen");

    public static Text TakeOver { get; } = new("接收", "Take over");

    public static Text ItemsNeeded { get; } = new("没有录入:请选择要接收的内容。", "Not recorded: choose what you take over.");

    public static Text NotYourHandOver { get; } = new(
        "没有录入:只有接手的客户经理可以接收。", "Not recorded: only the next manager takes an account over.");

    public static Text Note { get; } = new("备注", "Note");

    public static Text AddNote { get; } = new("记下备注", "Add the note");

    public static Text NoteNeeded { get; } = new("没有录入:请填写备注。", "Not recorded: write the note.");

    public static Text Cause { get; } = new("原因", "Cause");

    public static Text Choose { get; } = new("请选择", "Choose one");

    public static Text Unreadable { get; } = new(
        "没有录入:表单内容无法读取,请刷新页面后重试。", "Not recorded: the form cannot be read. Reload the page and try again.");

    public static Text Refused { get; } = new("没有录入:{0}(应为:{1})", "Not recorded: {0} (expected: {1})");

    public static Text ReasonNeeded { get; } = new("没有录入:请填写不能发运的原因。", "Not recorded: say why it cannot leave.");

    public static Text TimeUnreadable { get; } = new("没有录入:新的时间无法读取。", "Not recorded: the new time cannot be read.");

    public static Text ReportNeeded { get; } = new("没有录入:请填写复命内容。", "Not recorded: say what you found out.");

    public static Text CauseNeeded { get; } = new("没有录入:请选择原因。", "Not recorded: choose the cause.");
}
