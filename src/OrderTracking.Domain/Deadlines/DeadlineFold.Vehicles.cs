using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>The vehicles that pick goods up and deliver them: requested soon, and there in time.</summary>
internal sealed partial class DeadlineFold
{
    private void Vehicles()
    {
        RecordedEvent<WaybillEvent>? reception = null, requested = null, wanted = null, there = null, arrived = null, sentOut = null;
        foreach (var entry in history.EffectiveEvents)
            switch (entry.Event)
            {
                case Received: reception ??= entry; break;
                case DispatchRequested { Purpose: DispatchPurpose.Pickup } request:
                    requested ??= entry;
                    if (request.WantedAt is not null) wanted = entry;
                    break;
                case DispatchRequested: sentOut ??= entry; break;
                case VehicleArrived or PickedUp: there ??= entry; break;
                case Arrived when entry.Event.Station == received!.Destination: arrived ??= entry; break;
                case OutForDelivery or Signed or ReturnedToShipper or WrittenOff: sentOut ??= entry; break;
            }
        if (received!.Pickup is true || requested is not null) Dispatch(reception!, Earlier(requested, there));
        // The newest request with a time says when the vehicle is wanted; it is there when it picks up, also where its arrival is not
        // reported.
        if (wanted is { Event: DispatchRequested { WantedAt: { } time } asked })
            Add(new(DeadlineRule.Pickup, asked.Station)
            {
                StartedAt = asked.OccurredAt, StartRecordedAt = wanted.RecordedAt, DueAt = time,
            }, there, NotificationReason.PickupLate);
        if (received.Service == ServiceKind.Delivery && arrived is not null) DeliveryDispatch(arrived, sentOut);
    }

    private void Dispatch(RecordedEvent<WaybillEvent> reception, RecordedEvent<WaybillEvent>? requested)
    {
        var (hours, known) = Terms.Part(history, terms => terms.DispatchHours ?? Terms.DispatchHours);
        Add(new(DeadlineRule.Dispatch, received!.Origin)
        {
            StartedAt = received.OccurredAt, StartRecordedAt = Later(reception.RecordedAt, known),
            DueAt = received.OccurredAt.AddHours(hours),
        }, requested, NotificationReason.DispatchLate);
    }

    // Goods that are out for delivery, or that the consignee has, needed no other vehicle.
    private void DeliveryDispatch(RecordedEvent<WaybillEvent> arrived, RecordedEvent<WaybillEvent>? sentOut)
    {
        var (hours, known) = Terms.Part(history, terms => terms.DeliveryDispatchHours ?? Terms.DeliveryDispatchHours);
        Add(new(DeadlineRule.DeliveryDispatch, received!.Destination)
        {
            StartedAt = arrived.Event.OccurredAt, StartRecordedAt = Later(arrived.RecordedAt, known),
            DueAt = arrived.Event.OccurredAt.AddHours(hours),
        }, sentOut, NotificationReason.DeliveryDispatchLate);
    }

    private static RecordedEvent<WaybillEvent>? Earlier(RecordedEvent<WaybillEvent>? one, RecordedEvent<WaybillEvent>? other) =>
        other is null || one?.Event.OccurredAt <= other.Event.OccurredAt ? one : other;
}
