using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class GroupTexts
{
    public static Text Title { get; } = new("集团月报", "The group's month");

    public static Text Month { get; } = new("月份", "Month");

    public static Text Show { get; } = new("查看", "Show");

    public static Text Unreadable { get; } = new("月份无法读取,例如 2026-11。", "The month cannot be read: as in 2026-11.");

    public static Text Running { get; } = new("本月尚未结束,数字还会变化。", "The month is not over: the figures still change.");

    public static Text Download { get; } = new("下载", "Download");

    public static Text Reports { get; } = new("交付", "Hand out");

    public static Text Ranking { get; } = new("分公司排名", "The branches, ranked");

    public static Text How { get; } = new(
        "按每千票有效投诉由少到多,相同时按理赔及时率;括号内为与上月的差。",
        "By founded complaints per 1,000 waybills, then by claims settled in time; in brackets the change against the month before.");

    public static Text Rank { get; } = new("名次", "Rank");

    public static Text Branch { get; } = new("分公司", "Branch");

    public static Text NoBranch { get; } = new("无分公司", "No branch");

    public static Text Total { get; } = new("合计", "Total");

    public static Text Waybills { get; } = new("票数", "Waybills");

    public static Text Founded { get; } = new("有效投诉率", "Founded complaints");

    public static Text OfWaybills { get; } = new("{0} / {1} 票", "{0} of {1} waybills");

    public static Text SettledInTime { get; } = new("理赔及时率", "Claims settled in time");

    public static Text OfClaims { get; } = new("{0} / {1} 件", "{0} of {1} claims");

    public static Text Damaged { get; } = new("货损率", "Damaged");

    public static Text Short { get; } = new("货差率", "Short");

    public static Text Loss { get; } = new("净损失", "Loss");

    public static Text Salvage { get; } = new("残值售出", "Salvage sold");

    public static Text ToSell { get; } = new("残值待处理", "Salvage to sell");

    public static Text Open { get; } = new("未结案件", "Open cases");

    public static Text RankBefore { get; } = new("上月 {0}", "before: {0}");
}
