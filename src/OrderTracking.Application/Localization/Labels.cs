using OrderTracking.Application.LoadingLists;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using System.Collections.Frozen;

namespace OrderTracking.Application.Localization;

/// <summary>The Chinese labels that people read: in answers and in reports.</summary>
public static partial class Labels
{
    private static readonly FrozenDictionary<Type, string> OfEvents = new Dictionary<Type, string>
    {
        [typeof(Received)] = "受理",
        [typeof(OrderAmended)] = "补充委托",
        [typeof(PromiseSet)] = "承诺时间",
        [typeof(TermsSet)] = "执行标准",
        [typeof(WaybillIssued)] = "制单",
        [typeof(DispatchRequested)] = "派车",
        [typeof(VehicleArrived)] = "车辆到达",
        [typeof(PickedUp)] = "提货",
        [typeof(Arrived)] = "到货",
        [typeof(StockedIn)] = "入库",
        [typeof(HeldForInstruction)] = "暂停发运",
        [typeof(ReleasedForDispatch)] = "发运通知",
        [typeof(Sorted)] = "分理",
        [typeof(ConsigneeNotified)] = "提货通知",
        [typeof(LoadingPlanned)] = "配载计划",
        [typeof(LoadingListed)] = "装载清单",
        [typeof(LoadingConfirmed)] = "装车确认",
        [typeof(Loaded)] = "装车",
        [typeof(OutForDelivery)] = "派送",
        [typeof(DeliveryFailed)] = "派送失败",
        [typeof(Refused)] = "拒收",
        [typeof(Signed)] = "签收",
        [typeof(ReturnedToShipper)] = "退回发货人",
        [typeof(WrittenOff)] = "核销",
        [typeof(ExceptionRaised)] = "异常",
        [typeof(ExceptionReportedBack)] = "异常复命",
        [typeof(ExceptionResolved)] = "异常处理完毕",
        [typeof(ReceiptCollected)] = "回单回收",
        [typeof(ReceiptSentBack)] = "回单寄回",
        [typeof(ReceiptReturned)] = "回单返回",
        [typeof(ReceiptRejected)] = "回单不合格",
        [typeof(ReceiptLost)] = "回单丢失",
        [typeof(ReceiptHandedOver)] = "回单交付",
        [typeof(CustomerNotified)] = "通知客户",
        [typeof(ConsigneeCalledBack)] = "收货人回访",
        [typeof(CorrectiveActionSet)] = "整改方案",
        [typeof(CorrectiveActionVerified)] = "整改验证",
        [typeof(ClaimOpened)] = "理赔立案",
        [typeof(ClaimSettled)] = "理赔结案",
        [typeof(DeadlineMissed)] = "逾期",
        [typeof(PersonErased)] = "个人信息已删除",
        [typeof(ComplaintLinked)] = "投诉关联",
        [typeof(PenaltyConfirmed)] = "处罚确认",
        [typeof(PenaltyWaived)] = "处罚免除",
        [typeof(Cancelled)] = "作废",
        [typeof(Corrected)] = "更正",
        [typeof(StepDue)] = "处理期限",
        [typeof(ClaimFiled)] = "理赔立案",
        [typeof(ClaimInvestigated)] = "调查取证",
        [typeof(DeductionReported)] = "客户扣款",
        [typeof(GoodwillProposed)] = "通融赔付建议",
        [typeof(ClaimReportSubmitted)] = "理赔报告",
        [typeof(ClaimApproved)] = "签批同意",
        [typeof(ClaimDisapproved)] = "签批不同意",
        [typeof(ClaimEscalated)] = "报仲裁",
        [typeof(ClaimArbitrated)] = "仲裁",
        [typeof(ClaimSuspended)] = "暂缓处理",
        [typeof(ClaimResumed)] = "恢复处理",
        [typeof(ClaimRejected)] = "拒赔",
        [typeof(SettlementAgreed)] = "理赔结案",
        [typeof(ClaimPaid)] = "赔付",
        [typeof(SalvageValued)] = "残值估价",
        [typeof(SalvageSold)] = "残值处理",
        [typeof(RecoveryReceived)] = "追偿到账",
        [typeof(ComplaintReceived)] = "受理投诉",
        [typeof(ComplaintJudged)] = "投诉判定",
        [typeof(ComplaintAnswered)] = "投诉答复",
        [typeof(ComplaintResolved)] = "投诉处理完毕",
        [typeof(ComplainantCalledBack)] = "投诉回访",
        [typeof(ComplaintReopened)] = "投诉重新处理",
        [typeof(ComplaintActionSet)] = "投诉整改方案",
        [typeof(ComplaintActionVerified)] = "投诉整改验证",
        [typeof(CoverSubmitted)] = "投保申报",
        [typeof(CoverConfirmed)] = "承保",
        [typeof(CoverDeclined)] = "不承保",
        [typeof(LossReported)] = "出险",
        [typeof(LossPapersSubmitted)] = "递交出险资料",
        [typeof(InsurerClaimFiled)] = "保险索赔",
        [typeof(InsurerPaid)] = "保险赔付",
        [typeof(InsurerRefused)] = "保险拒赔",
        [typeof(InquiryReceived)] = "受理查询",
        [typeof(InquiryAnswered)] = "查询答复",
        [typeof(RoundOpened)] = "回访立项",
        [typeof(RoundSitesListed)] = "客户网点清单",
        [typeof(SiteCalled)] = "网点回访",
        [typeof(SiteFaultResolved)] = "网点故障解决",
        [typeof(RoundReported)] = "反馈总部",
        [typeof(RoundFollowed)] = "下一轮回访",
        [typeof(NoteWritten)] = "交接留言",
        [typeof(NoteRefused)] = "拒绝接班",
        [typeof(NoteAccepted)] = "接班确认",
        [typeof(NoteDone)] = "交接事项办结",
        [typeof(NoteReviewed)] = "领班审阅",
        [typeof(AccountSet)] = "客户",
        [typeof(AccountSitesSet)] = "客户网点",
        [typeof(AccountManagerAssigned)] = "客户经理交接",
        [typeof(MandateGranted)] = "代办委托",
        [typeof(HandOverAccepted)] = "交接确认",
        [typeof(ReportHandedOut)] = "报表交付",
        [typeof(ReportMissed)] = "报表逾期",
        [typeof(ReportNoted)] = "报表备注",
        [typeof(CompanySet)] = "公司",
        [typeof(LaneStandardSet)] = "既定运行时间",
        [typeof(StationSet)] = "网点",
        [typeof(CalendarSet)] = "节假日",
        [typeof(PenaltyScheduleSet)] = "奖罚标准",
    }.ToFrozenDictionary();

    public static string Of(EventType type) => OfEvents[type.Type];

    public static string Of(ExceptionKind kind) => kind switch
    {
        ExceptionKind.Delay => "延误",
        ExceptionKind.Damage => "破损",
        ExceptionKind.Wet => "受潮",
        ExceptionKind.Contamination => "污染",
        ExceptionKind.Shortage => "短少",
        ExceptionKind.Overage => "多货",
        ExceptionKind.Loss => "丢失",
        ExceptionKind.Misroute => "串货",
        ExceptionKind.MissedLoading => "漏装",
        ExceptionKind.WrongLoading => "错装",
        ExceptionKind.WrongLabel => "标签错误",
        ExceptionKind.DeliveryRefused => "拒收",
        ExceptionKind.ConsigneeUnreachable => "联系不上收货人",
        ExceptionKind.AddressWrong => "地址错误",
        ExceptionKind.DocumentsMissing => "单证不全",
        ExceptionKind.ReceiptProblem => "回单异常",
        ExceptionKind.Measurement => "重量体积不符",
        ExceptionKind.Other => "其他",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(HoldReason reason) => reason switch
    {
        HoldReason.Packing => "包装验收",
        HoldReason.GoodsException => "货物异常",
        HoldReason.Replacement => "需要更换",
        HoldReason.Measurement => "称重量方不符",
        HoldReason.Other => "其他",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    public static string Of(ExceptionStage stage) => stage switch
    {
        ExceptionStage.Pickup => "提货",
        ExceptionStage.Origin => "始发",
        ExceptionStage.LineHaul => "干线",
        ExceptionStage.Transfer => "中转",
        ExceptionStage.Destination => "到达",
        ExceptionStage.Delivery => "派送",
        ExceptionStage.Receipt => "回单",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    public static string Of(ExceptionCause cause) => cause switch
    {
        ExceptionCause.Carrier => "承运商",
        ExceptionCause.Loading => "装卸",
        ExceptionCause.Packing => "包装",
        ExceptionCause.Traffic => "交通",
        ExceptionCause.Weather => "天气",
        ExceptionCause.VehicleBreakdown => "车辆故障",
        ExceptionCause.Shipper => "发货人",
        ExceptionCause.Consignee => "收货人",
        ExceptionCause.Authority => "政府管制",
        ExceptionCause.ForceMajeure => "不可抗力",
        ExceptionCause.Unknown => "不明",
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };

    public static string Of(ExceptionStatus status) => status switch
    {
        ExceptionStatus.Open => "待复命",
        ExceptionStatus.ReportedBack => "已复命",
        ExceptionStatus.Resolved => "已处理",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static string Of(WaybillStatus status) => status switch
    {
        WaybillStatus.Received => "已受理",
        WaybillStatus.DispatchRequested => "已派车",
        WaybillStatus.PickedUp => "已提货",
        WaybillStatus.InStock => "在库",
        WaybillStatus.InTransit => "在途",
        WaybillStatus.Arrived => "已到货",
        WaybillStatus.Sorted => "已分理",
        WaybillStatus.OutForDelivery => "派送中",
        WaybillStatus.DeliveryFailed => "派送失败",
        WaybillStatus.Refused => "已拒收",
        WaybillStatus.PartlySigned => "部分签收",
        WaybillStatus.Signed => "已签收",
        WaybillStatus.ReturnedToShipper => "已退回",
        WaybillStatus.WrittenOff => "已核销",
        WaybillStatus.Cancelled => "已作废",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static string Of(ReceiptStatus status) => status switch
    {
        ReceiptStatus.NotDue => "未到期",
        ReceiptStatus.Awaited => "待回收",
        ReceiptStatus.Collected => "已回收",
        ReceiptStatus.SentBack => "已寄回",
        ReceiptStatus.Returned => "已返回",
        ReceiptStatus.HandedOver => "已交付",
        ReceiptStatus.Rejected => "不合格",
        ReceiptStatus.Lost => "丢失",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static string Of(LoadingListFault fault) => fault switch
    {
        LoadingListFault.Missed => "漏装",
        LoadingListFault.Partial => "部分装",
        LoadingListFault.Wrong => "错装",
        LoadingListFault.NotThere => "有单无货",
        LoadingListFault.NotListed => "有货无单",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    public static string Of(OrderField field) => field switch
    {
        OrderField.Goods => "品名",
        OrderField.WeightKg => "重量",
        OrderField.VolumeM3 => "体积",
        OrderField.Service => "服务方式",
        OrderField.Payment => "付款方式",
        OrderField.ShipperName => "发货单位",
        OrderField.ShipperPhone => "发货单位电话",
        OrderField.ConsigneeName => "收货人",
        OrderField.ConsigneePhone => "收货人电话",
        OrderField.ConsigneeAddress => "收货地址",
        OrderField.Insured => "是否投保",
        OrderField.ReceiptCopies => "返单份数",
        OrderField.ReceiptKind => "返单联次",
        OrderField.Mandate => "代办委托",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    public static string Of(FollowUpStep step) => step switch
    {
        FollowUpStep.ReportedBack => "复命",
        FollowUpStep.CustomerTold => "告知客户",
        FollowUpStep.Measure => "解决方案",
        FollowUpStep.CustomerAgreed => "客户认同",
        FollowUpStep.Resolved => "处理完毕",
        FollowUpStep.Closed => "运单完结",
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    public static string Of(DeadlineRule rule) => rule switch
    {
        DeadlineRule.ReportBack => "异常复命",
        DeadlineRule.OrderComplete => "委托内容完整",
        DeadlineRule.Dispatch => "及时派车",
        DeadlineRule.DeliveryDispatch => "及时派送派车",
        DeadlineRule.Pickup => "按时提货",
        DeadlineRule.Loading => "按计划装车",
        DeadlineRule.LoadingConfirmation => "装车确认",
        DeadlineRule.CustomerNotification => "告知客户",
        DeadlineRule.Arrival => "按时到货",
        DeadlineRule.Delivery => "按时送达",
        DeadlineRule.Sorting => "按时分理",
        DeadlineRule.Promise => "按时签收",
        DeadlineRule.Receipt => "按时返单",
        DeadlineRule.CorrectiveAction => "整改落实",
        DeadlineRule.DwellOrigin => "始发滞留",
        DeadlineRule.DwellTransit => "在途滞留",
        DeadlineRule.DwellTransfer => "中转滞留",
        DeadlineRule.DwellDestination => "到站滞留",
        DeadlineRule.Report => "报表交付",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };
}
