using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>
/// When goods came into our hands. An order and its goods are two things: what is picked up is with the shipper until it is picked up, and
/// is in hand at the latest when it is in stock or loaded. Running times and the stay at the origin begin here.
/// </summary>
internal static class GoodsInHand
{
    /// <summary>Whether an event of this type can change it; corrections always can.</summary>
    public static bool IsRelevant(WaybillEvent waybillEvent) => waybillEvent is
        Received or DispatchRequested { Purpose: DispatchPurpose.Pickup } or VehicleArrived or PickedUp or StockedIn or Loaded;

    /// <summary>
    /// The event with which the goods were in hand: the Received where nobody picks them up. Null while they are still with the shipper.
    /// </summary>
    public static RecordedEvent<WaybillEvent>? Of(History history, Received received)
    {
        var isPickedUp = received.Pickup is true;
        RecordedEvent<WaybillEvent>? reception = null, first = null;
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case Received: reception ??= entry; break;
                case DispatchRequested { Purpose: DispatchPurpose.Pickup } or VehicleArrived: isPickedUp = true; break;
                case PickedUp: (isPickedUp, first) = (true, first ?? entry); break;
                case StockedIn or Loaded: first ??= entry; break;
            }
        return isPickedUp ? first : reception;
    }
}
