using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Dashboard.Pages;

internal static class OnTimeTexts
{
    public static Text Title { get; } = new("运送准时率", "On time");

    public static Text Period { get; } = new("承诺日期 {0} 至 {1}", "promised {0} to {1}");

    public static Text Gross { get; } = new("准时率", "On time, gross");

    public static Text Accountable { get; } = new("准时率(剔除免责)", "On time, accountable");

    public static Text GrossShort { get; } = new("全部", "gross");

    public static Text AccountableShort { get; } = new("剔除免责", "accountable");

    public static Text OfDue { get; } = new("{0} / {1} 票", "{0} of {1}");

    public static Text OnTime { get; } = new("准时", "On time");

    public static Text Late { get; } = new("晚点", "Late");

    public static Text Excused { get; } = new("免责", "Excused");

    public static Text NotDue { get; } = new("未到期", "Not due yet");

    public static Text PerWeek { get; } = new("每周走势", "By week");

    public static Text PerMonth { get; } = new("每月走势", "By month");

    public static Text Compared { get; } = new("与前几个月同期比较", "Beside the months before");

    public static Text ThisPeriod { get; } = new("本期", "This period");

    public static Text MonthsBefore { get; } = new("{0} 个月前", "{0} months before");

    public static Text MonthBefore { get; } = new("1 个月前", "1 month before");

    public static Text Difference { get; } = new("本期相差", "This period is");

    public static Text Points { get; } = new("{0} 个百分点", "{0} pts");

    public static Text Days { get; } = new("日期", "Days");

    public static Text DueWaybills { get; } = new("准时 / 应到", "On time / due");

    public static Text Lanes { get; } = new("各线路准时率", "Lanes, gross");

    public static Text LanesNote { get; } = new("百分比,下方为应到票数", "per cent; below, the waybills that were due");

    public static Text LanesCut { get; } = new("仅显示票数最多的 {0} 个始发与 {0} 个到达网点", "the {0} origins and {0} destinations with most freight");

    public static Text FromTo { get; } = new("始发 \\ 到达", "from \\ to");

    public static Text NoLanes { get; } = new("期内没有到期的运单。请改换期间。", "No waybill was due in the period. Choose other days.");

    public static Text Waybills { get; } = new("运单:{0}", "Waybills: {0}");

    public static Text NoWaybills { get; } = new("没有这类运单。请选择其他分类或期间。", "There is no such waybill. Choose another number, or other days.");

    public static Text Waybill { get; } = new("运单", "Waybill");

    public static Text Account { get; } = new("客户", "Account");

    public static Text Lane { get; } = new("线路", "Lane");

    public static Text Promised { get; } = new("承诺到货", "Promised");

    public static Text Signed { get; } = new("签收", "Signed");

    public static Text Arrived { get; } = new("全部到货", "Arrived");

    public static Text Definition { get; } = new("口径 {0} 第 {1} 版", "Definition {0}, version {1}");

    public static Text Numerator { get; } = new("分子", "Numerator");

    public static Text Denominator { get; } = new("分母", "Denominator");

    public static Text Stop { get; } = new("计时截止", "The clock stops at");

    public static Text Calendar { get; } = new("期间", "Calendar");

    public static Text Excluded { get; } = new("不计入", "Left out");

    public static string Of(OnTimeClock clock) => clock switch
    {
        OnTimeClock.Signed => new Text("签收", "Signature"),
        _ => new Text("到货", "Arrival"),
    };

    public static string Of(OnTimeVerdict verdict) => verdict switch
    {
        OnTimeVerdict.OnTime => OnTime,
        OnTimeVerdict.Late => Late,
        OnTimeVerdict.NotDue => NotDue,
        OnTimeVerdict.NoPromise => new Text("无承诺", "No promise"),
        OnTimeVerdict.Cancelled => new Text("已作废", "Cancelled"),
        OnTimeVerdict.Returned => new Text("全部退回", "Returned"),
        _ => Excused,
    };
}
