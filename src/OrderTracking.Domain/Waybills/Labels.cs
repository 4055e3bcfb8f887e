using OrderTracking.Domain.Deadlines;

namespace OrderTracking.Domain.Waybills;

/// <summary>The Chinese labels of the members of the closed lists.</summary>
public static class Labels
{
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
        ExceptionKind.Other => "其他",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
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

    public static string Of(DeadlineRule rule) => rule switch
    {
        DeadlineRule.ReportBack => "异常复命",
        DeadlineRule.Pickup => "按时提货",
        DeadlineRule.Loading => "按计划装车",
        DeadlineRule.Arrival => "按时到货",
        DeadlineRule.Sorting => "按时分理",
        DeadlineRule.Promise => "按时签收",
        DeadlineRule.Receipt => "按时返单",
        DeadlineRule.DwellOrigin => "始发滞留",
        DeadlineRule.DwellTransit => "在途滞留",
        DeadlineRule.DwellTransfer => "中转滞留",
        DeadlineRule.DwellDestination => "到站滞留",
        DeadlineRule.Report => "报表交付",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };
}
