namespace OrderTracking.Domain.Events;

/// <summary>A standard with a time by which it is to be kept.</summary>
public enum DeadlineRule
{
    /// <summary>复命: an exception is reported back; 4 hours unless the account's terms say otherwise.</summary>
    ReportBack,

    /// <summary>委托内容: an order holds all that its channel asks for soon after its reception.</summary>
    OrderComplete,

    /// <summary>提货: goods are picked up by the time wanted.</summary>
    Pickup,

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

    /// <summary>分理: sorted at the destination soon after arrival.</summary>
    Sorting,

    /// <summary>签收: all pieces signed for by the time promised.</summary>
    Promise,

    /// <summary>返单: the signed paper is back at the origin.</summary>
    Receipt,

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
    private static readonly string[] Names =
        [.. Enum.GetValues<DeadlineRule>().Select(rule => char.ToLowerInvariant(rule.ToString()[0]) + rule.ToString()[1..])];

    /// <summary>The name used over HTTP and in stored data.</summary>
    public static string Wire(this DeadlineRule rule) => Names[(int)rule];
}
