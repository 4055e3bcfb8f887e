using OrderTracking.Application.Ports;
using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class QuarantineTexts
{
    public static Text Title { get; } = new("待处理", "Quarantine");

    public static Text About { get; } = new(
        "没有录入的记录:改正后重试,或说明原因后放弃。", "What was not recorded: mend it and retry, or give it up with a reason.");

    public static Text Empty { get; } = new(
        "没有需要处理的记录。被拒绝或等待运单的事件会显示在这里。",
        "There is nothing to mend. Events that are refused or wait for their waybill appear here.");

    public static Text Line { get; } = new("内容", "What was sent");

    public static Text Retry { get; } = new("重试", "Retry");

    public static Text GiveUp { get; } = new("放弃", "Give up");

    public static Text Reason { get; } = new("原因(不含个人信息)", "Why (no personal data)");

    public static Text Mend { get; } = new("查看与改正", "Look and mend");

    public static Text Show { get; } = new("查看", "Look");

    public static Text Erased { get; } = new("内容已清除。", "What was sent is erased.");

    public static Text Older { get; } = new("更早", "Older");

    public static Text KeptAt { get; } = new("收到", "kept");

    public static Text Settled { get; } = new("处理人 {0}", "by {0}");

    public static Text WasRecorded { get; } = new("已录入:{0}", "Recorded: {0}");

    public static Text WasDiscarded { get; } = new("已放弃:{0}", "Given up: {0}");

    public static Text NotYours { get; } = new("没有处理:您的角色无权处理。", "Nothing was done: your roles may not do this.");

    public static Text Unknown { get; } = new("没有处理:记录不存在。", "Nothing was done: there is no such line.");

    public static Text WasGivenUp { get; } = new("没有处理:该记录已放弃。", "Nothing was done: this line was given up.");

    public static Text WasSettled { get; } = new("没有处理:该记录已录入或已放弃。", "Nothing was done: this line was recorded or given up before.");

    public static Text ReasonNeeded { get; } = new("没有放弃:请填写原因(最多 {0} 字)。", "Not given up: say why, in at most {0} characters.");

    public static Text Unreadable { get; } = new("没有处理:表单内容无法读取。", "Nothing was done: the form cannot be read.");

    public static string Of(QuarantineStatus status) => status switch
    {
        QuarantineStatus.Held => new Text("等待受理", "Waiting for the waybill"),
        QuarantineStatus.Refused => new Text("未被接受", "Refused"),
        QuarantineStatus.Released => new Text("已录入", "Recorded"),
        _ => new Text("已放弃", "Given up"),
    };
}
