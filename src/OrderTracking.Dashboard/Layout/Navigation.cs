using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Layout;

/// <summary>The pages in the order of the navigation. Each caller sees those that the policy allows.</summary>
public static class Navigation
{
    public static IReadOnlyList<(string Page, Text Title)> Pages { get; } =
    [
        ("/today", new("今日", "Today")),
        ("/waybills", new("查询", "Search")),
        ("/exceptions", new("异常", "Exceptions")),
        ("/cases/{kind?}", new("客服", "Cases")),
        ("/group", new("集团", "Group")),
        ("/declarations", new("投保", "Insurance")),
        ("/on-time", new("准时率", "On time")),
        ("/receipts", new("返单", "Receipts")),
        ("/loading", new("装车", "Loading")),
        ("/entry", new("录入", "Entry")),
        ("/quarantine", new("待处理", "Quarantine")),
        ("/reports", new("报表", "Reports")),
        ("/audit/log", new("日志", "Log")),
        ("/reference", new("基础资料", "Reference")),
        ("/keys", new("密钥", "Keys")),
    ];

    /// <summary>The address of a page without its parameters.</summary>
    public static string AddressOf(string page) => page.Split("/{", 2)[0];
}
