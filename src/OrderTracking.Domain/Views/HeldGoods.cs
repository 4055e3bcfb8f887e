using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>That goods wait for the customer's instruction (待客户指示).</summary>
/// <param name="Station">Where they wait.</param>
/// <param name="CustomerToldAt">When the customer was first told of the waybill since then.</param>
public sealed record HeldGoods(DateTimeOffset Since, string Station, HoldReason Reason, string? Note, DateTimeOffset? CustomerToldAt)
{
    /// <summary>Null where nothing is held any more.</summary>
    internal static HeldGoods? Of(History history, Received received)
    {
        if (Hold.Of(history, received) is not [.., { Ended: null } hold]) return null;
        foreach (var entry in history.EffectiveEvents)
            if (entry.Event is CustomerNotified told && told.OccurredAt >= hold.Since) return Since(told.OccurredAt);
        return Since(null);

        HeldGoods Since(DateTimeOffset? toldAt) => new(hold.Since, hold.Station, hold.Said.Reason, hold.Said.Note, toldAt);
    }
}
