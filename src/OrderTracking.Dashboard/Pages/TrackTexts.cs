using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class TrackTexts
{
    public static Text Title { get; } = new("查询运单", "Track a consignment");

    public static Text Number { get; } = new("运单号", "Waybill number");

    public static Text Digits { get; } = new("收货人手机后四位", "Last four digits of the consignee's phone");

    public static Text Find { get; } = new("查询", "Find");

    public static Text Promised { get; } = new("承诺送达", "Promised for");

    public static Text WrongNumber { get; } = new("运单号应为 3 到 32 位字母、数字或“-”。", "A waybill number has 3 to 32 letters, digits or '-'.");

    public static Text WrongDigits { get; } = new("请输入四位数字。", "Enter four digits.");

    public static Text NotFound { get; } = new(
        "没有这张运单,或手机后四位不符。", "There is no such consignment, or these are not the digits of its consignee.");

    public static Text NoTryLeft { get; } = new("尝试次数过多,请 {0} 分钟后再试。", "Too many tries. Try again in {0} minutes.");

    public static Text NotShown { get; } = new("该运单暂时无法显示。", "This consignment cannot be shown for the time being.");
}
