using OrderTracking.Application.Localization;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Reading;

/// <summary>What the public may see of a consignment: no person, vehicle or account, and no free text.</summary>
public sealed record TrackedWaybill(
    string Waybill, WaybillStatus Status, string StatusLabel, TrackedStation Origin, TrackedStation Destination, DateTimeOffset? PromisedAt,
    IReadOnlyList<Milestone> Milestones)
{
    public static TrackedWaybill? Of(History history, ReferenceSnapshot reference, DateTimeOffset now)
    {
        if (WaybillRow.Rows(history).SingleOrDefault() is not { } row) return null;
        var milestones = history.EffectiveEvents.Where(entry => IsMilestone(entry.Event)).Select(entry =>
        {
            var (type, waybillEvent) = (EventTypes.Of(entry.Event), entry.Event);
            return new Milestone(type.Wire, Labels.Of(type), Station(waybillEvent.Station), waybillEvent.OccurredAt);
        });
        return new(row.Waybill, row.Status, Labels.Of(row.Status), Station(row.Origin), Station(row.Destination), row.PromisedAt,
            [.. milestones]);

        TrackedStation Station(string code) => new(code, reference.Station(code, now)?.Event.Name);
    }

    private static bool IsMilestone(WaybillEvent waybillEvent) =>
        waybillEvent is Received or DispatchRequested or Loaded or Arrived or OutForDelivery or DeliveryFailed or Signed
            or ReturnedToShipper;
}

/// <param name="Name">Null if the reference data has no name for it.</param>
public sealed record TrackedStation(string Code, string? Name);

/// <param name="Kind">The event's type.</param>
public sealed record Milestone(string Kind, string Label, TrackedStation Station, DateTimeOffset At);
