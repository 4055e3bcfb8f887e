using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>What the rules read of a waybill.</summary>
public sealed class Waybill
{
    private Waybill(History history)
    {
        (Number, History) = (history.Waybill, history);
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case Received received: Received ??= received; break;
                case Signed signed: Settled += signed.Pieces; break;
                case ReturnedToShipper returned: Settled += returned.Pieces; break;
            }
    }

    /// <summary>The stream's key. Settable because Marten sets the identity of whatever it aggregates.</summary>
    public string Number { get; private set; }

    public History History { get; }

    public Received? Received { get; }

    /// <summary>Pieces neither signed for nor returned to the shipper.</summary>
    public long Outstanding => Math.Max(0, (Received?.Pieces ?? 0) - Settled);

    private long Settled { get; }

    public static Waybill Of(History history) => new(history);

    public RecordedEvent<WaybillEvent>? Find(Guid id)
    {
        foreach (var entry in History.Events)
            if (entry.Id == id) return entry;
        return null;
    }
}
