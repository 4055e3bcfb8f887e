using OrderTracking.Application.Deadlines;
using OrderTracking.Dashboard.Texts;

namespace OrderTracking.Dashboard.Pages;

internal static class TodayTexts
{
    public static Text Title { get; } = new("今日工作", "Today");

    public static Text Zone { get; } = new("时间按 {0}", "times in {0}");

    public static Text Recorded { get; } = new("已录入:{0}", "Recorded: {0}");

    public static Text OpenExceptions { get; } = new("待复命异常", "Exceptions to report back");

    public static Text AllReportedBack { get; } = new("全部异常均已复命。", "Every exception is reported back.");

    public static Text ToConfirm { get; } = new("待装车确认", "Loadings to confirm");

    public static Text AllConfirmed { get; } = new("今天的计划均已确认。", "Everything planned for today is confirmed.");

    public static Text AtRisk { get; } = new("有延误风险", "Freight at risk");

    public static Text AtRiskNote { get; } = new("今天之前应签收", "promised by tonight, not signed");

    public static Text NoneAtRisk { get; } = new("今天应签收的都已签收。", "All that is promised by tonight is signed for.");

    public static Text Stagnating { get; } = new("滞留", "Stagnating");

    public static Text StagnatingNote { get; } = new("停留超过标准", "stayed longer than it should");

    public static Text NoneStagnating { get; } = new("没有滞留货物。", "Nothing has stayed too long.");

    public static Text Receipts { get; } = new("返单逾期", "Receipts overdue");

    public static Text ReceiptsNote { get; } = new("逾期、不合格或丢失", "overdue, rejected or lost");

    public static Text NoReceipts { get; } = new("没有逾期返单。", "No receipt is overdue.");

    public static Text OnTime { get; } = new("本月准时率", "On time this month");

    public static Text LastMonth { get; } = new("上月同期 {0}", "same days last month {0}");

    public static Text Late { get; } = new("本月晚签收", "Late this month");

    public static Text NoneLate { get; } = new("本月没有晚签收的运单。", "No waybill is late this month.");

    public static Text ToTell { get; } = new("待通知客户", "Customers to tell");

    public static Text AllTold { get; } = new("没有待通知的客户。", "No customer is waiting to be told.");

    public static Text Loading { get; } = new("{0} 未按计划装车", "Not loaded as planned on {0}");

    public static Text AllLoaded { get; } = new("全部按计划装车。", "Everything was loaded as planned.");

    public static Text Followed { get; } = new("异常跟踪", "Exceptions being followed");

    public static Text NoneFollowed { get; } = new("没有跟踪中的异常。", "No exception is being followed.");

    public static Text Held { get; } = new("待客户指示", "Held for instruction");

    public static Text NoneHeld { get; } = new("没有等待客户指示的货物。", "Nothing waits for a customer's instruction.");

    public static Text Actions { get; } = new("待验证整改", "Corrective actions due");

    public static Text NoActions { get; } = new("今天没有到期的整改。", "No corrective action is due by tonight.");

    public static Text HandOvers { get; } = new("工作交接", "Hand-overs");

    public static Text NoHandOvers { get; } = new("没有进行中的交接。", "No account is being handed over.");

    public static Text LeftOf { get; } = new("未接收 {0}/{1} 项", "{0} of {1} items left");

    public static Text Since { get; } = new("自", "since");

    public static Text Remarks { get; } = new("昨日以来的备注与异样", "Remarks since yesterday");

    public static Text NoRemarks { get; } = new("没有备注。", "Nobody remarked anything.");

    public static Text Incomplete { get; } = new("委托内容不全", "Orders that lack something");

    public static Text NoneIncomplete { get; } = new("委托内容均完整。", "Every order is complete.");

    public static Text NotIssued { get; } = new("未制单", "Waybills to make out");

    public static Text AllIssued { get; } = new("均已制单。", "Every waybill is made out.");

    public static Text Reports { get; } = new("待交付报表", "Reports to hand out");

    public static Text NoReports { get; } = new("两周内没有待交付的报表。", "No report is due within two weeks.");

    public static Text Responsible { get; } = new("· 责任网点 {0}", "· responsible: {0}");

    public static Text Pieces { get; } = new("{0} 件", "{0} pcs");

    public static Text LoadedOf { get; } = new("已装 {0}/{1} 件", "{0} of {1} pcs loaded");

    public static Text Promised { get; } = new("承诺", "promised");

    public static Text Phone { get; } = new("电话", "phone");

    public static Text WeChat { get; } = new("微信", "WeChat");

    public static Text Mail { get; } = new("邮件", "e-mail");

    public static string About(string? reason) => reason switch
    {
        "cannotLeave" => new Text("不能发运", "Cannot leave"),
        "movedLater" => new Text("时间变动", "Moved later"),
        "dispatchLate" => new Text("延迟派车", "Dispatch late"),
        "pickupLate" => new Text("提货晚点", "Pickup late"),
        "held" => new Text("暂停发运", "Held"),
        "deliveryDispatchLate" => new Text("延迟派送", "Delivery late"),
        _ => reason ?? "",
    };

    public static string Of(LoadingVerdict verdict) => verdict switch
    {
        LoadingVerdict.Kept => new Text("按计划", "As planned"),
        LoadingVerdict.Late => new Text("晚装", "Late"),
        LoadingVerdict.Partial => new Text("部分装", "In part"),
        LoadingVerdict.Wrong => new Text("错装", "Wrong"),
        LoadingVerdict.Missed => new Text("漏装", "Missed"),
        _ => new Text("未装", "Not yet"),
    };
}
