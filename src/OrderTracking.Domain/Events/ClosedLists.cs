namespace OrderTracking.Domain.Events;

/// <summary>异常类型.</summary>
public enum ExceptionKind
{
    Delay, Damage, Wet, Contamination, Shortage, Overage, Loss, Misroute, MissedLoading, WrongLoading, WrongLabel,
    DeliveryRefused, ConsigneeUnreachable, AddressWrong, DocumentsMissing, ReceiptProblem, Measurement, Other
}

/// <summary>发生环节.</summary>
public enum ExceptionStage { Pickup, Origin, LineHaul, Transfer, Destination, Delivery, Receipt }

/// <summary>责任原因.</summary>
public enum ExceptionCause { Carrier, Loading, Packing, Traffic, Weather, VehicleBreakdown, Shipper, Consignee, Authority, ForceMajeure,
    Unknown }

/// <summary>免责范围: what an excuse can name. The promise includes the arrival by the lane's standard, which it rests on.</summary>
public enum Excusable { Promise, Receipt, Dwell, Sorting }

/// <summary>异常状态.</summary>
public enum ExceptionStatus { Open, ReportedBack, Resolved }

/// <summary>
/// 运单状态. Signed, ReturnedToShipper and WrittenOff are those of closed waybills: signed for where anything was delivered, else returned
/// where anything went back.
/// </summary>
public enum WaybillStatus
{
    Received, DispatchRequested, PickedUp, InStock, InTransit, Arrived, Sorted, OutForDelivery, DeliveryFailed,
    Refused, PartlySigned, Signed, ReturnedToShipper, WrittenOff, Cancelled
}

public static class WaybillStatuses
{
    /// <summary>Whether every piece was signed for, returned or written off.</summary>
    public static bool IsClosed(this WaybillStatus status) =>
        status is WaybillStatus.Signed or WaybillStatus.ReturnedToShipper or WaybillStatus.WrittenOff;

    /// <summary>Whether nothing of it is under way: it is closed or cancelled.</summary>
    public static bool IsOver(this WaybillStatus status) => status.IsClosed() || status == WaybillStatus.Cancelled;
}

/// <summary>回单状态. A receipt is awaited once the waybill is closed and something of it was delivered.</summary>
public enum ReceiptStatus { NotDue, Awaited, Collected, SentBack, Returned, HandedOver, Rejected, Lost }

/// <summary>自提 or 送货.</summary>
public enum ServiceKind { SelfPickup, Delivery }

/// <summary>付款方式: 现付, 到付, 月结, 回单付.</summary>
public enum PaymentTerm { Prepaid, OnDelivery, Monthly, OnReceipt }

/// <summary>Filled in by the customer, or by us on a mandate (代办).</summary>
public enum FilledBy { Customer, Mandate }

/// <summary>What an order must hold, where its channel asks for it.</summary>
public enum OrderField
{
    Goods, WeightKg, VolumeM3, Service, Payment, ShipperName, ShipperPhone, ConsigneeName, ConsigneePhone, ConsigneeAddress, Insured,
    ReceiptCopies, ReceiptKind, Mandate
}

/// <summary>
/// 待客户指示的原因: 包装验收, 货物出现异常, 需要更换, 称重量方与委托不符.
/// </summary>
public enum HoldReason { Packing, GoodsException, Replacement, Measurement, Other }

/// <summary>派车目的.</summary>
public enum DispatchPurpose { Pickup, Delivery }

/// <summary>What a promise rests on.</summary>
public enum PromiseBasis { Contract, LaneStandard }
