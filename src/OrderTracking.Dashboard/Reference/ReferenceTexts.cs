using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Reference;

internal static class ReferenceTexts
{
    public static Text Title { get; } = new("基础资料", "Reference data");

    public static Text About { get; } = new("现在有效的内容,以及从何时起。", "What is in force now, and since when.");

    public static Text New { get; } = new("新增", "Add one");

    public static Text Change { get; } = new("修改", "Change");

    public static Text Since { get; } = new("自", "since");

    public static Text Version { get; } = new("第 {0} 版", "version {0}");

    public static Text Empty { get; } = new("还没有内容。由管理员在此新增。", "Nothing is set yet. An administrator adds it here.");

    public static Text Choose { get; } = new("未设置", "Not set");

    public static Text Yes { get; } = new("是", "Yes");

    public static Text No { get; } = new("否", "No");

    public static Text DaysHelp { get; } = new("每行一天,如 2026-10-01", "a day a line, such as 2026-10-01");

    public static Text Remove { get; } = new("删除", "Remove");

    public static Text RemoveOne { get; } = new("删除 {0}", "Remove {0}");

    public static Text MoreRows { get; } = new(
        "在空行中新增;空行用完后点“查看变化”即可继续。", "Add in the empty rows; for more of them, ask what changes.");

    public static Text Sites { get; } = new("客户网点", "Sites");

    public static Text Account { get; } = new("客户资料", "Terms of the account");

    public static Text Preview { get; } = new("查看变化", "Show what changes");

    public static Text Changes { get; } = new("将要改变", "What changes");

    public static Text NoChange { get; } = new("与现在有效的内容相同。", "Nothing: it is as it is in force now.");

    public static Text IsNew { get; } = new("新的内容", "It is new");

    public static Text Record { get; } = new("确认修改", "Record it");

    public static Text Member { get; } = new("项目", "Member");

    public static Text Now { get; } = new("现在", "Now");

    public static Text Then { get; } = new("改为", "Then");

    public static Text NotSet { get; } = new("(空)", "(not set)");

    public static Text Recorded { get; } = new("已修改:{0}", "Recorded: {0}");

    public static Text NotYours { get; } = new("没有修改:您的角色无权修改基础资料。", "Not recorded: your roles may not change reference data.");

    public static Text NotRecorded { get; } = new("没有修改:{0}", "Not recorded: {0}");

    public static Text IdReused { get; } = new("没有修改:请重新打开表单。", "Not recorded: open the form anew.");

    public static string Of(AccountTier tier) => tier switch
    {
        AccountTier.Project => new Text("立项", "Project"),
        AccountTier.Key => new Text("重点", "Key"),
        _ => new Text("普通", "Ordinary"),
    };

    public static string Of(PenaltyUnit unit) => unit == PenaltyUnit.Waybill ? new Text("每票", "Waybill") : new Text("每次", "Case");

    public static string Of(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => new Text("周一", "Monday"),
        DayOfWeek.Tuesday => new Text("周二", "Tuesday"),
        DayOfWeek.Wednesday => new Text("周三", "Wednesday"),
        DayOfWeek.Thursday => new Text("周四", "Thursday"),
        DayOfWeek.Friday => new Text("周五", "Friday"),
        DayOfWeek.Saturday => new Text("周六", "Saturday"),
        _ => new Text("周日", "Sunday"),
    };
}
