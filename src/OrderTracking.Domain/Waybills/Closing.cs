using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>How a waybill ended: every piece of it was signed for, returned to the shipper or written off.</summary>
/// <param name="By">The event that settled the last piece.</param>
/// <param name="DeliveredAt">The last signature up to then; null where nothing was signed for.</param>
/// <param name="IsReturned">Whether every piece went back to the shipper, so that nothing was to be delivered any more.</param>
internal sealed record Closing(RecordedEvent<WaybillEvent> By, DateTimeOffset? DeliveredAt, bool IsReturned)
{
    public DateTimeOffset At => By.Event.OccurredAt;

    /// <summary>Null while pieces are outstanding.</summary>
    /// <param name="received">How many pieces there are.</param>
    public static Closing? Of(EventList effectiveEvents, int received)
    {
        var (settled, returned) = (0L, 0L);
        DateTimeOffset? signedAt = null;
        foreach (var entry in effectiveEvents)
            if (PiecesSettledBy(entry.Event) is var pieces and > 0)
            {
                if (entry.Event is Signed) signedAt = entry.Event.OccurredAt;
                else if (entry.Event is ReturnedToShipper) returned += pieces;
                if ((settled += pieces) >= received) return new(entry, signedAt, returned >= received);
            }
        return null;
    }

    /// <summary>The pieces that an event takes off those outstanding; 0 for an event that takes none.</summary>
    public static int PiecesSettledBy(WaybillEvent waybillEvent) => waybillEvent switch
    {
        Signed signed => signed.Pieces,
        ReturnedToShipper returned => returned.Pieces,
        WrittenOff lost => lost.Pieces,
        _ => 0,
    };
}
