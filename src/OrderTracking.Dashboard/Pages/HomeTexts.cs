using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class HomeTexts
{
    public static Text Nothing { get; } = new("这里没有您的页面", "There is no page for you here");

    public static Text Why { get; } = new("您的角色没有可用的页面。请联系管理员,或退出后换一个身份登录。",
        "None of the pages is for your roles. Ask the administrator, or sign out and sign in as somebody else.");
}
