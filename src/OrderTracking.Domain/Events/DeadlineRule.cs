namespace OrderTracking.Domain.Events;

/// <summary>A standard with a time by which it is to be kept.</summary>
public enum DeadlineRule
{
    /// <summary>复命: an exception is reported back; 4 hours unless the account's terms say otherwise.</summary>
    ReportBack,

    /// <summary>委托内容: an order holds all that its channel asks for soon after its reception.</summary>
    OrderComplete,

    /// <summary>派车: a vehicle is requested soon after the order, for what is to be picked up.</summary>
    Dispatch,

    /// <summary>提货: the vehicle is at the shipper's by the time wanted.</summary>
    Pickup,

    /// <summary>派送派车: a vehicle is requested soon after the arrival, for what is to be delivered.</summary>
    DeliveryDispatch,

    /// <summary>装车: what was planned for a day has been loaded by the plan's time, else by the end of that day.</summary>
    Loading,

    /// <summary>装车确认: whether what is planned for a day can leave is known by 17:00 of that day, or the account's own time.</summary>
    LoadingConfirmation,

    /// <summary>
    /// 告知客户: the customer is told of what goes otherwise than agreed, within the hours in which an exception must be reported back.
    /// </summary>
    CustomerNotification,

    /// <summary>到货: all pieces are at the destination by the lane's standard.</summary>
    Arrival,

    /// <summary>
    /// 送达: the consignee has the goods, or, where the consignee fetches them, knows that they are there, within the hours that the lane's
    /// standard gives from the arrival.
    /// </summary>
    Delivery,

    /// <summary>分理: sorted at the destination soon after arrival.</summary>
    Sorting,

    /// <summary>
    /// 签收: what is delivered is signed for by the time promised; what the consignee fetches keeps a promise that rests on the lane's
    /// standard once the consignee knows that it is there.
    /// </summary>
    Promise,

    /// <summary>返单: the signed paper is back at the origin.</summary>
    Receipt,

    /// <summary>整改: a corrective action is verified by the time that was set for it.</summary>
    CorrectiveAction,

    /// <summary>始发滞留: waiting for a vehicle at the origin.</summary>
    DwellOrigin,

    /// <summary>在途滞留: on the road.</summary>
    DwellTransit,

    /// <summary>中转滞留: waiting for a vehicle at a station between.</summary>
    DwellTransfer,

    /// <summary>到站滞留: in stock at the destination.</summary>
    DwellDestination,

    /// <summary>报表: a customer's report is handed out. Belongs to an account, not to a waybill.</summary>
    Report,
}

public static class DeadlineRules
{
    /// <summary>The name used over HTTP and in stored data.</summary>
    public static string Wire(this DeadlineRule rule) => WireNames<DeadlineRule>.All[(int)rule];
}
