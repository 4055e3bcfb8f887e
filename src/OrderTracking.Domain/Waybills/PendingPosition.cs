namespace OrderTracking.Domain.Waybills;

/// <summary>
/// The positions of events that have been decided and are not stored yet: after every position of the log, so that what is decided next
/// takes them for the newest. They are never written.
/// </summary>
public static class PendingPosition
{
    public const long First = long.MaxValue / 2;
}
