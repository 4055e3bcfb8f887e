using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class LoadingTexts
{
    public static Text Title { get; } = new("装车", "Loading");

    public static Text DayBefore { get; } = new("前一天", "Day before");

    public static Text DayAfter { get; } = new("后一天", "Day after");

    public static Text Stations { get; } = new("按网点:计划与实装", "By station: plan against loading");

    public static Text NoPlans { get; } = new(
        "这一天没有装车计划。换一天,或放宽条件。", "Nothing is planned for this day. Choose another day, or ask for less.");

    public static Text Plans { get; } = new("装车计划", "Plans");

    public static Text NoSuchPlans { get; } = new("没有这类计划。请选择其他分类。", "There is no such plan. Choose another of the numbers above.");

    public static Text Lists { get; } = new("装载清单", "Loading lists");

    public static Text NoLists { get; } = new(
        "这一天没有装载清单。换一天,或先录入装载清单。", "There is no loading list of this day. Choose another day, or have one recorded.");

    public static Text PlansCount { get; } = new("{0} 个计划", "{0} plans");

    public static Text LoadedOf { get; } = new("{0} / {1} 件", "{0} of {1} pcs");

    public static Text ShowAll { get; } = new("全部 {0} 条", "All {0}");

    public static Text All { get; } = new("全部", "All");

    public static Text Number { get; } = new("清单号", "List");

    public static Text Station { get; } = new("网点", "Station");

    public static Text NextStation { get; } = new("下一站", "Next station");

    public static Text Vehicle { get; } = new("车辆", "Vehicle");

    public static Text Waybill { get; } = new("运单", "Waybill");

    public static Text Waybills { get; } = new("运单数", "Waybills");

    /// <summary>The heading of the waybills themselves.</summary>
    public static Text Lines { get; } = new("运单", "Waybills");

    public static Text Account { get; } = new("客户", "Account");

    public static Text Lane { get; } = new("线路", "Lane");

    public static Text Planned { get; } = new("计划件数", "Planned pcs");

    public static Text Listed { get; } = new("清单件数", "Listed pcs");

    public static Text Loaded { get; } = new("装车件数", "Loaded pcs");

    public static Text Unloaded { get; } = new("卸车件数", "Unloaded pcs");

    public static Text Faults { get; } = new("差异", "Differences");

    public static Text NoFaults { get; } = new("无差异", "none");

    public static Text Due { get; } = new("应装", "Due");

    public static Text Verdict { get; } = new("结果", "Result");

    public static Text List { get; } = new("装载清单 {0}", "Loading list {0}");

    public static Text Instructions { get; } = new("特殊要求", "Instructions");

    public static Text Export { get; } = new("导出", "Export");

    public static Text Unknown { get; } = new("没有这张装载清单", "There is no such loading list");

    public static Text UnknownWhy { get; } = new(
        "没有已知的运单在这张清单上,或清单不在您的范围内。", "No waybill is known on a list of that number, or it is not yours to see.");

    public static Text BackToDay { get; } = new("{0} 的装车", "Loading on {0}");
}
