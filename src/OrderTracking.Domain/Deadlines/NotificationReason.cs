namespace OrderTracking.Domain.Deadlines;

/// <summary>Why a customer is to be told.</summary>
public enum NotificationReason
{
    /// <summary>不能发运: what is planned for a day cannot leave on it.</summary>
    CannotLeave,

    /// <summary>时间变动: a new plan moves a leg later.</summary>
    MovedLater,
}

public static class NotificationReasons
{
    private static readonly string[] Names =
        [.. Enum.GetValues<NotificationReason>().Select(reason => char.ToLowerInvariant(reason.ToString()[0]) + reason.ToString()[1..])];

    /// <summary>The name used over HTTP and in rows.</summary>
    public static string Wire(this NotificationReason reason) => Names[(int)reason];
}
