using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Components;

internal static class PanelTexts
{
    public static Text More { get; } = new("还有 {0} 条", "{0} more");
}
