using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Epcis;

/// <summary>A row of the mapping: which EPCIS events are which event of a waybill.</summary>
/// <param name="Event">The name of the waybill's event over HTTP.</param>
/// <param name="Dispositions">Those that it can have; the first where nothing else is known.</param>
/// <param name="StaysAt">Afterwards the goods are at the station that reports it.</param>
/// <param name="HasPieces">The event says how many pieces.</param>
public sealed record EpcisStep(
    string Event, string Type, string Action, string BizStep, IReadOnlyList<string> Dispositions, bool StaysAt, bool HasPieces)
{
    public const string Active = "active", InProgress = "in_progress", InTransit = "in_transit", Unavailable = "unavailable",
        Complete = "completeness_verified", Damaged = "damaged", Mismatch = "mismatch_quantity";

    public static readonly EpcisStep Received =
        new("received", EpcisEvent.ObjectType, "OBSERVE", "accepting", [Active], false, true);
    public static readonly EpcisStep PickedUp =
        new("pickedUp", EpcisEvent.ObjectType, "OBSERVE", "accepting", [InProgress], false, true);
    public static readonly EpcisStep Loaded =
        new("loaded", EpcisEvent.AggregationType, "ADD", "loading", [InTransit], false, true);
    public static readonly EpcisStep Arrived =
        new("arrived", EpcisEvent.ObjectType, "OBSERVE", "arriving", [InProgress], true, true);

    /// <summary>The same arrival once more: the goods are off what they came on.</summary>
    public static readonly EpcisStep Unloaded =
        new("arrived", EpcisEvent.AggregationType, "DELETE", "unloading", [InProgress], true, true);
    public static readonly EpcisStep Held =
        new("heldForInstruction", EpcisEvent.ObjectType, "OBSERVE", "holding", [Unavailable], true, false);
    public static readonly EpcisStep OutForDelivery =
        new("outForDelivery", EpcisEvent.ObjectType, "OBSERVE", "departing", [InTransit], false, true);
    public static readonly EpcisStep Signed =
        new("signed", EpcisEvent.ObjectType, "OBSERVE", "accepting", [Complete, Damaged, Mismatch], false, true);

    public static IReadOnlyList<EpcisStep> All { get; } =
        [Received, PickedUp, Loaded, Arrived, Unloaded, Held, OutForDelivery, Signed];

    /// <summary>The steps that an event is in EPCIS; none where EPCIS has nothing to say of it.</summary>
    public static IReadOnlyList<EpcisStep> Of(WaybillEvent waybillEvent) => waybillEvent switch
    {
        Domain.Events.Received => [Received],
        Domain.Events.PickedUp => [PickedUp],
        Domain.Events.Loaded => [Loaded],
        Domain.Events.Arrived => [Arrived, Unloaded],
        HeldForInstruction => [Held],
        Domain.Events.OutForDelivery => [OutForDelivery],
        Domain.Events.Signed => [Signed],
        _ => [],
    };

    /// <summary>The step that an EPCIS event is; null where it is none, or where more than one would do.</summary>
    public static EpcisStep? Find(EpcisEvent captured)
    {
        var found = All.Where(step => step.Type == captured.Type && step.Action == captured.Action && step.BizStep == captured.BizStep
            && (captured.Disposition is not { } disposition || step.Dispositions.Contains(disposition))).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>What a remark beside a signature makes of the goods.</summary>
    public static string DispositionOf(ExceptionKind? remark) => remark switch
    {
        ExceptionKind.Damage or ExceptionKind.Wet or ExceptionKind.Contamination => Damaged,
        ExceptionKind.Shortage or ExceptionKind.Overage or ExceptionKind.Loss => Mismatch,
        _ => Complete,
    };

    /// <summary>The kind of remark that a disposition says where nothing else does; null for none.</summary>
    public static ExceptionKind? RemarkOf(string? disposition) => disposition switch
    {
        Damaged => ExceptionKind.Damage,
        Mismatch => ExceptionKind.Shortage,
        _ => null,
    };
}
