using OrderTracking.Application.Reading;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Filters;

internal static class FilterTexts
{
    public static Text Filter { get; } = new("筛选条件", "Filter");

    public static Text Show { get; } = new("查询", "Show");

    public static Text Clear { get; } = new("清空", "Clear");

    public static Text Any { get; } = new("不限", "Any");

    /// <summary>What is chosen while a parameter is not given.</summary>
    public static Text NotGiven(string name) => name == "groupBy" ? new("不分组", "None") : Any;

    public static Text NotUnderstood { get; } = new(
        "“{0}”填写有误,请修改后再查询。", "“{0}” cannot be read: change it and ask again.");

    public static Text Next { get; } = new("下一页", "Next page");

    public static Text First { get; } = new("回到第一页", "First page");

    /// <summary>What figures are grouped by.</summary>
    public static string OfGrouping<T>(T grouping) where T : struct, Enum => grouping.ToString() switch
    {
        "Day" => new Text("日", "Day"),
        "Week" => new Text("周", "Week"),
        "TenDays" => new Text("旬", "Ten days"),
        "Month" => new Text("月", "Month"),
        _ => Of(PageQuery.Name(grouping)),
    };

    /// <summary>A group's key as people read it.</summary>
    public static string OfGroup<T>(T grouping, string key) where T : struct, Enum => (grouping.ToString(), key) switch
    {
        (_, "") => new Text("未指明", "None named"),
        ("Tier", _) => Names.Of(TierGroups.Of(key)),
        ("Kind", _) => Names.Of(Enum.Parse<ExceptionKind>(key, ignoreCase: true)),
        ("Cause", _) => Names.Of(Enum.Parse<ExceptionCause>(key, ignoreCase: true)),
        _ => key,
    };

    /// <summary>The heading of figures that are grouped.</summary>
    public static string GroupedBy<T>(T grouping) where T : struct, Enum =>
        new Text("分组:{0}", "By {0}").With(OfGrouping(grouping).ToLowerInvariant());

    public static Text NoGroups { get; } = new("期内没有。", "None in the period.");

    /// <summary>The label of a parameter.</summary>
    public static string Of(string name) => name switch
    {
        "q" => new Text("运单号、订单号、收货人或电话尾号", "Number, order, consignee or end of phone"),
        "account" => new Text("客户", "Account"),
        "lane" => new Text("线路(始发~到达)", "Lane (from~to)"),
        "station" => new Text("网点", "Station"),
        "responsibleStation" => new Text("责任网点", "Responsible station"),
        "status" => new Text("状态", "Status"),
        "tier" => new Text("客户等级", "Tier"),
        "kind" => new Text("异常类型", "Kind"),
        "cause" => new Text("原因", "Cause"),
        "clock" => new Text("计时截止", "Clock stops at"),
        "branch" => new Text("分公司", "Branch"),
        "groupBy" => new Text("分组统计", "Grouped by"),
        "waybill" => new Text("运单", "Waybill"),
        "due" => new Text("待办", "Due"),
        "from" => new Text("从", "From"),
        "to" => new Text("到(不含当日)", "To (not included)"),
        "date" => new Text("计划日期", "Planned for"),
        "after" => new Text("页码", "Page"),
        _ => name,
    };
}
