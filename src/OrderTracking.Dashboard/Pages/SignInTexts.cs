using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class SignInTexts
{
    public static Text Title { get; } = new("登录", "Sign in");

    public static Text Development { get; } = new(
        "本机演示环境:请选择一个身份,一键进入。", "This is a development service on this machine: choose who to be.");

    public static Text AtIssuer { get; } = new("请使用公司账号登录。", "Sign in with your company account.");

    public static Text NotSignedIn { get; } = new(
        "登录没有成功,请重试;仍不成功请联系管理员。", "The sign-in did not succeed. Try again, or ask the administrator.");

    public static Text NotSet { get; } = new(
        "本服务尚未设置网页登录(ORDERTRACKING_CLIENT_ID)。", "No sign-in is set up for this service (ORDERTRACKING_CLIENT_ID).");

    public static Text Track { get; } = new("收货人查询运单", "Track a consignment without an account");

    public static Text Everybody { get; } = new("查看全部", "See everything");

    public static Text EverybodyMay { get; } = new("所有客户、所有网点", "All accounts, all stations");

    public static Text Manager { get; } = new("客户经理 {0}", "Account manager {0}");

    public static Text ManagerMay { get; } = new("负责 {0} 个客户", "Looks after {0} accounts");

    public static Text Dispatcher { get; } = new("{0} 网点调度", "Dispatcher at {0}");

    public static Text DispatcherMay { get; } = new("录入本网点事件", "Records what happens at the station");

    public static Text Desk { get; } = new("客服员", "Service desk");

    public static Text DeskMay { get; } = new("处理理赔等案件", "Handles claims and other cases");

    public static Text Branch { get; } = new("{0} 分公司客服", "Service of the branch {0}");

    public static Text BranchMay { get; } = new("处理本分公司的案件", "Handles the cases of the branch");

    public static Text Supervisor { get; } = new("主管", "Supervisor");

    public static Text SupervisorMay { get; } = new(
        "签批理赔,判定投诉,交付部门报表", "Signs claims off, judges complaints, hands out the department's reports");

    public static Text Group { get; } = new("集团客服", "The group's service");

    public static Text GroupMay { get; } = new("查看一切,仲裁理赔,制定整改措施", "Reads everything, arbitrates claims, sets corrective actions");

    public static Text Auditor { get; } = new("审计", "Auditor");

    public static Text AuditorMay { get; } = new("查看一切,不能录入", "Reads everything, writes nothing");

    public static Text Administrator { get; } = new("管理员", "Administrator");

    public static Text AdministratorMay { get; } = new("基础资料与密钥", "Reference data and keys");
}
