namespace OrderTracking.Domain.Deadlines;

/// <summary>Why a customer is to be told.</summary>
public enum NotificationReason
{
    /// <summary>不能发运: what is planned for a day cannot leave on it.</summary>
    CannotLeave,

    /// <summary>时间变动: a new plan moves a leg later.</summary>
    MovedLater,

    /// <summary>延迟派车: no vehicle was requested in time.</summary>
    DispatchLate,

    /// <summary>提货晚点: the vehicle was not at the shipper's by the time wanted.</summary>
    PickupLate,

    /// <summary>暂停发运: the goods wait for the customer's instruction.</summary>
    Held,

    /// <summary>延迟派送: no vehicle was requested in time to deliver.</summary>
    DeliveryDispatchLate,
}

public static class NotificationReasons
{
    /// <summary>The name used over HTTP and in rows.</summary>
    public static string Wire(this NotificationReason reason) => WireNames<NotificationReason>.All[(int)reason];
}
