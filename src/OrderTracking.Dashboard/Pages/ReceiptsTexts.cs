using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Dashboard.Pages;

internal static class ReceiptsTexts
{
    public static Text Title { get; } = new("返单", "Receipts");

    public static Text Return { get; } = new("返单率", "Returned");

    public static Text Timeliness { get; } = new("返单及时率", "Returned in time");

    public static Text Accuracy { get; } = new("返单准确率", "Returned right");

    public static Text Of { get; } = new("{0} / {1} 份运单", "{0} of {1} waybills");

    public static Text ToChase { get; } = new("需催收", "To chase");

    public static Text ToChaseNote { get; } = new("逾期、不合格或丢失", "overdue, rejected or lost");

    public static Text Lost { get; } = new("丢失", "Lost");

    public static Text Outstanding { get; } = new("未返回", "Outstanding");

    public static Text OutstandingNote { get; } = new("运单已完结,回单未到始发网点", "the waybill is closed, the paper not back");

    public static Text Where { get; } = new("回单在哪里", "Where they are");

    public static Text Ages { get; } = new("未返回的账龄(完结后天数)", "Age of those outstanding, in days since the closing");

    public static Text UpTo { get; } = new("{0}–{1} 天", "{0}–{1} days");

    public static Text Older { get; } = new("{0} 天以上", "more than {0} days");

    public static Text Chase { get; } = new("催收清单", "Chase list");

    public static Text NoChase { get; } = new("没有需要催收的返单。", "No receipt has to be chased.");

    public static Text Rows { get; } = new("返单:{0}", "Receipts: {0}");

    public static Text NoRows { get; } = new("没有符合条件的返单。请放宽条件。", "No receipt is as asked for. Ask for less.");

    public static Text ShowAll { get; } = new("全部 {0} 条", "All {0}");

    public static Text Waybill { get; } = new("运单", "Waybill");

    public static Text Account { get; } = new("客户", "Account");

    public static Text Lane { get; } = new("线路", "Lane");

    public static Text Status { get; } = new("状态", "Status");

    public static Text Since { get; } = new("更新", "Since");

    public static Text Closed { get; } = new("完结", "Closed");

    public static Text Due { get; } = new("应返回", "Due back");

    public static Text Returned { get; } = new("返回", "Came back");

    public static Text Definition { get; } = new("口径 {0} 第 {1} 版", "Definition {0}, version {1}");

    public static string OfSide(ReceiptVerdict verdict) => verdict switch
    {
        ReceiptVerdict.Returned => new Text("已返回", "returned"),
        ReceiptVerdict.Outstanding => new Text("未返回", "outstanding"),
        ReceiptVerdict.InTime => new Text("及时返回", "in time"),
        ReceiptVerdict.Late => new Text("逾期", "late"),
        ReceiptVerdict.Right => new Text("合格", "right"),
        _ => new Text("曾不合格", "rejected once"),
    };

    public static string OfAge(int age) => age < Receipts.AgeBounds.Count
        ? UpTo.With(age == 0 ? 0 : Receipts.AgeBounds[age - 1] + 1, Receipts.AgeBounds[age]) : Older.With(Receipts.AgeBounds[^1]);

    /// <summary>What a figure counts: its numerator, of its denominator.</summary>
    public static Text OfDefinition { get; } = new("{0} / {1}。{2}。", "{0} / {1}. {2}.");
}
