using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class SearchTexts
{
    public static Text Title { get; } = new("运单查询", "Search");

    public static Text Newest { get; } = new("按受理时间,最新在前", "newest received first");

    public static Text Empty { get; } = new(
        "没有找到运单。请检查号码,或放宽条件:号码按开头查询,电话至少填写后四位。",
        "No waybill was found. Check the number, or ask for less: numbers are found by their beginning, phones by at least their last "
        + "four digits.");

    public static Text None { get; } = new(
        "还没有运单。受理录入后会显示在这里。", "There is no waybill yet. What is received appears here.");

    public static Text Export { get; } = new("导出", "Export");

    public static Text ExportNote { get; } = new("按当前条件,最多 10 万行", "what is asked for, to 100,000 rows");

    public static Text Waybill { get; } = new("运单", "Waybill");

    public static Text Order { get; } = new("订单号", "Order");

    public static Text Account { get; } = new("客户", "Account");

    public static Text Lane { get; } = new("线路", "Lane");

    public static Text Status { get; } = new("状态", "Status");

    public static Text Station { get; } = new("所在网点", "Station");

    public static Text Received { get; } = new("受理", "Received");

    public static Text Promised { get; } = new("承诺到货", "Promised");

    public static Text Signed { get; } = new("签收", "Signed");

    public static Text Exceptions { get; } = new("异常", "Exceptions");

    public static Text Open { get; } = new("未结 {0}", "{0} open");
}
