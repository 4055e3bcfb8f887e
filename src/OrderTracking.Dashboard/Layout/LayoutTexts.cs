using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Layout;

internal static class LayoutTexts
{
    public static Text Product { get; } = new("运单追踪", "OrderTracking");

    public static Text Pages { get; } = new("页面", "Pages");

    public static Text Skip { get; } = new("跳到正文", "Skip to the content");

    public static Text SignOut { get; } = new("退出", "Sign out");
}
