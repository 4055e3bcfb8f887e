using System.Text;
using OrderTracking.Application.Access;
using OrderTracking.Application.LoadingLists;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Reports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Dashboard.Texts;

/// <summary>
/// The names of what closed lists list: in Chinese the company's labels, in English the words that the names in the code are made of.
/// </summary>
public static class Names
{
    public static string Of(WaybillEvent waybillEvent) => Of(EventTypes.Of(waybillEvent));

    public static string Of(EventType type) => Language.IsChinese ? Labels.Of(type) : Words(type.Wire);

    /// <summary>Of a waybill's event, by its name over HTTP.</summary>
    public static string OfType(string wire) => EventTypes.FromWire(wire) is { } type ? Of(type) : wire;

    public static string Of(ExceptionKind kind) => Language.IsChinese ? Labels.Of(kind) : Words(kind);

    public static string Of(ExceptionCause cause) => Language.IsChinese ? Labels.Of(cause) : Words(cause);

    public static string Of(ExceptionStatus status) => Language.IsChinese ? Labels.Of(status) : Words(status);

    public static string Of(WaybillStatus status) => Language.IsChinese ? Labels.Of(status) : Words(status);

    public static string Of(ReceiptStatus status) => Language.IsChinese ? Labels.Of(status) : Words(status);

    public static string Of(LoadingListFault fault) => Language.IsChinese ? Labels.Of(fault) : Words(fault);

    public static string Of(Role role) => !Language.IsChinese ? Words(role) : role switch
    {
        Role.Dispatcher => "调度员",
        Role.BranchSystem => "网点系统",
        Role.AccountManager => "客户经理",
        Role.Auditor => "审计员",
        Role.Administrator => "管理员",
        Role.Customer => "客户",
        Role.ServiceDesk => "客服员",
        Role.BranchService => "分公司客服",
        Role.GroupService => "集团客服",
        _ => "主管",
    };

    public static string Of(AccountTier tier) => tier switch
    {
        AccountTier.Project => new Text("立项", "Project"),
        AccountTier.Key => new Text("重点", "Key"),
        _ => new Text("普通", "Ordinary"),
    };

    public static string Of(FollowUpStep step) => Language.IsChinese ? Labels.Of(step) : Words(step);

    public static string Of(DeadlineRule rule) => Language.IsChinese ? Labels.Of(rule) : rule switch
    {
        DeadlineRule.DwellOrigin => "Stay at the origin",
        DeadlineRule.DwellTransit => "Time on the road",
        DeadlineRule.DwellTransfer => "Stay at a transfer",
        DeadlineRule.DwellDestination => "Stay at the destination",
        _ => Words(rule),
    };

    public static string Of(HoldReason reason) => Language.IsChinese ? Labels.Of(reason) : Words(reason);

    public static string Of(HandOverKind kind) => kind switch
    {
        HandOverKind.Account => new Text("客户", "The account"),
        HandOverKind.Exception => new Text("未结异常", "Exceptions"),
        HandOverKind.Receipt => new Text("未结返单", "Receipts"),
        _ => new Text("已出具报表", "Reports"),
    };

    public static string Of(OrderField field) => Language.IsChinese ? Labels.Of(field) : Words(field);

    public static string Of(ReportKind kind) => kind switch
    {
        ReportKind.DailyExceptions => new Text("异常日报", "Exceptions of the day"),
        ReportKind.WeeklyAccount => new Text("客户周报", "Account's week"),
        ReportKind.MonthlyAccount => new Text("客户分析月报", "Account's month"),
        ReportKind.MonthlyArchive => new Text("客户关系管理档案", "Archive report"),
        ReportKind.MonthlyClaims => new Text("理赔月报", "Claims of the month"),
        ReportKind.MonthlyComplaints => new Text("投诉月报", "Complaints of the month"),
        ReportKind.MonthlyGroup => new Text("集团月报", "The group's month"),
        _ => new Text("部门月工作报告", "Department's month"),
    };

    /// <summary>Why a rule refused.</summary>
    public static string OfRefusal(string code) =>
        Language.IsChinese && Labels.OfRefusals.TryGetValue(code, out var label) ? label : Words(code);

    /// <summary>A name such as MissedLoading or more-pieces as words: 'Missed loading', 'More pieces'.</summary>
    public static string Words(object name)
    {
        var words = new StringBuilder();
        foreach (var letter in name.ToString()!)
            if (words.Length == 0) words.Append(char.ToUpperInvariant(letter));
            else if (letter is '-') words.Append(' ');
            else if (char.IsUpper(letter)) words.Append(' ').Append(char.ToLowerInvariant(letter));
            else words.Append(letter);
        return words.ToString();
    }
}
