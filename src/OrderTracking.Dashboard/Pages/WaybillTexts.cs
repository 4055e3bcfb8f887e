using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class WaybillTexts
{
    public static Text Unknown { get; } = new("没有这张运单", "No such waybill");

    public static Text UnknownWhy { get; } = new(
        "找不到 {0},或不在您的权限范围内。请核对单号。", "{0} was not found, or is not yours to see. Check the number.");

    public static Text Unreadable { get; } = new("运单暂时无法显示", "This waybill cannot be shown for now");

    public static Text UnreadableWhy { get; } = new(
        "其中有无法读取的事件,管理员处理后即可查看。", "One of its events cannot be read. The administrator has to set it aside first.");

    public static Text Share { get; } = new("收货人查询链接", "Link for the consignee");

    public static Text Print { get; } = new("打印", "Print");

    public static Text Instructions { get; } = new("客户要求:", "The customer wants:");

    public static Text Journey { get; } = new("运输过程", "Journey");

    public static Text Timeline { get; } = new("时间线", "What happened");

    public static Text Derived { get; } = new("系统推导", "derived by the service");

    public static Text ByClock { get; } = new("系统计时", "by the service's clock");

    public static Text RecordedAt { get; } = new("录入时间", "recorded");

    public static Text CorrectedBy { get; } = new("已更正 {0}", "Corrected {0}");

    public static Text Terms { get; } = new("各项时限", "The limits that it is held to");

    public static Text Due { get; } = new("待办期限", "What is due");

    public static Text NothingDue { get; } = new("没有未完成的期限。", "Nothing is due.");

    public static Text Receipt { get; } = new("返单", "Receipt");

    public static Text ReceiptAwaited { get; } = new("签收完毕", "Delivered");

    public static Text ReceiptDue { get; } = new("返单期限", "Due back");

    public static Text Order { get; } = new("委托内容", "Order");

    public static Text Promised { get; } = new("承诺 {0}", "promised {0}");

    public static Text SignedInTime { get; } = new("承诺 {0} · 签收 {1},准时", "promised {0} · signed {1}, on time");

    public static Text SignedLate { get; } = new("承诺 {0} · 签收 {1},晚 {2}", "promised {0} · signed {1}, {2} late");

    public static Text NotSigned { get; } = new("承诺 {0} · 未签收,已超 {1}", "promised {0} · not signed, {1} over");
}
