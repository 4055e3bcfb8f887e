using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class JourneyTexts
{
    public static Text Here { get; } = new("现有 {0} 件", "{0} pcs here");

    public static Text OnTheWay { get; } = new("在途 {0} 件", "{0} pcs on the road");

    /// <summary>Behind <see cref="Road"/>, which says where they are.</summary>
    public static Text Pieces { get; } = new("{0} 件", "{0} pcs");

    public static Text Road { get; } = new("在途 {0}", "{0} on the road");

    public static Text Stayed { get; } = new("停留 {0}", "stayed {0}");

    public static Text StoodStill { get; } = new("滞留 {0}", "stood still {0}");
}
