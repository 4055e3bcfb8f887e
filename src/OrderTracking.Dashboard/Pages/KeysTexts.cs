using OrderTracking.Application.Keys;
using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class KeysTexts
{
    public static Text Title { get; } = new("密钥", "Keys");

    public static Text About { get; } = new("程序用密钥访问系统。", "Programs call the service with a key.");

    public static Text Make { get; } = new("新密钥", "A new key");

    public static Text Name { get; } = new("用途", "What it is for");

    public static Text Roles { get; } = new("角色", "Roles");

    public static Text Stations { get; } = new(
        "网点(调度员、网点系统、客服员、分公司客服;* 为全部)",
        "Stations, of a dispatcher, a branch, a service desk or a branch's service; * for all");

    public static Text Accounts { get; } = new("客户(客户角色)", "Accounts, of a customer");

    public static Text Expires { get; } = new("有效至", "Ends with the day");

    public static Text ApprovalHelp { get; } = new(
        "审计、管理员、主管、集团客服或全部网点的密钥,须另一人批准后才能使用。",
        "A key of an auditor, an administrator, a supervisor or the group's service, or of all stations, is accepted "
        + "once a second person approved it.");

    public static Text MakeIt { get; } = new("生成密钥", "Make the key");

    public static Text Made { get; } = new("密钥已生成。请立即复制:它不会再次显示。", "The key is made. Copy it now: it is not shown again.");

    public static Text Empty { get; } = new(
        "还没有密钥。接入网点系统时,在上面的表单中新建。", "There is no key yet. Make one above for each system that connects.");

    public static Text Approve { get; } = new("批准", "Approve");

    public static Text Revoke { get; } = new("撤销", "Revoke");

    public static Text RevokeIt { get; } = new("确认撤销:立即失效,由它生成的密钥也失效", "Revoke it, and what was made with it, at once");

    public static Text Until { get; } = new("有效至", "until");

    public static Text MadeBy { get; } = new("{0} 生成", "made by {0}");

    public static Text Used { get; } = new("最近使用", "last used");

    public static Text Older { get; } = new("更早", "Older");

    public static Text Approved { get; } = new("已批准。", "The key is approved.");

    public static Text Revoked { get; } = new("已撤销。", "The key is revoked.");

    public static Text NotYours { get; } = new("没有执行:您的角色无权管理密钥。", "Nothing was done: your roles may not administer keys.");

    public static Text NotMade { get; } = new("没有生成:{0}", "Not made: {0}");

    public static Text UnknownKey { get; } = new("没有执行:密钥不存在。", "Nothing was done: there is no such key.");

    public static Text Ended { get; } = new("没有执行:密钥已失效。", "Nothing was done: the key was revoked or has expired.");

    public static string Of(ApprovalRefusal refusal) => refusal switch
    {
        ApprovalRefusal.UnknownKey => UnknownKey,
        ApprovalRefusal.NotNeeded => new Text("无须批准:一人即可。", "Not approved: one person is enough for what this key grants."),
        ApprovalRefusal.Ended => Ended,
        _ => new Text("没有批准:须由生成人以外的另一人批准。", "Not approved: another person than the one who had it made has to."),
    };

    public static string State(KeyRefusal? refusal) => refusal switch
    {
        null => new Text("有效", "In use"),
        KeyRefusal.Expired => new Text("已过期", "Expired"),
        KeyRefusal.Revoked => new Text("已撤销", "Revoked"),
        _ => new Text("待批准", "Awaits approval"),
    };
}
