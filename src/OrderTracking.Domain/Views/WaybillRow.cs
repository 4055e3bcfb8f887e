using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>The current state of a waybill.</summary>
public sealed record WaybillRow(
    string Waybill,
    string Account,
    string? OrderNumber,
    WaybillStatus Status,
    string Origin,
    string Destination,
    string Lane,
    int Pieces,
    long SignedPieces,
    long OutstandingPieces,
    string? Goods,
    decimal? WeightKg,
    decimal? VolumeM3,
    ServiceKind? Service,
    PaymentTerm? Payment,
    decimal? Freight,
    decimal? CollectOnDelivery,
    decimal? InsuredValue,
    int ReceiptCopies,
    Person? Shipper,
    Person? Consignee,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? PromisedAt,
    PromiseBasis? PromiseBasis,
    DateTimeOffset? SignedInFullAt,
    string Station,
    string? NextStation,
    string? Vehicle,
    DateTimeOffset LastEventAt,
    int OpenExceptions) : IViewRow
{
    string IViewRow.Key => "";

    public static IEnumerable<WaybillRow> Rows(History history)
    {
        if (history.Received() is not { } received) yield break;
        var (status, station, next, vehicle) = (WaybillStatus.Received, received.Station, (string?)null, (string?)null);
        var (weight, volume) = (received.WeightKg, received.VolumeM3);
        var (signed, returned) = (0L, 0L);
        var last = received.OccurredAt;
        var open = new HashSet<string>();
        foreach (var entry in history.EffectiveEvents)
        {
            var waybillEvent = entry.Event;
            if (waybillEvent is not (DeadlineMissed or TermsSet)) last = waybillEvent.OccurredAt;
            if (waybillEvent is Signed signature) signed += signature.Pieces;
            if (waybillEvent is ReturnedToShipper back) returned += back.Pieces;
            if (StatusAfter(waybillEvent, signed >= received.Pieces) is { } reached && !IsFinal(status, reached))
                (status, station) = (reached, waybillEvent.Station);
            switch (waybillEvent)
            {
                case Loaded loaded: (next, vehicle) = (loaded.NextStation, loaded.Vehicle); break;
                case OutForDelivery delivery: (next, vehicle) = (null, delivery.Vehicle); break;
                case Arrived or Signed or ReturnedToShipper: (next, vehicle) = (null, null); break;
                case StockedIn measured: (weight, volume) = (measured.WeightKg ?? weight, measured.VolumeM3 ?? volume); break;
                case ExceptionRaised raised: open.Add(raised.ExceptionId); break;
                case ExceptionResolved resolved: open.Remove(resolved.ExceptionId); break;
            }
        }

        var promise = history.Promise(received);
        yield return new WaybillRow(
            history.Waybill, received.Account, received.OrderNumber, status, received.Origin, received.Destination, received.Lane(),
            received.Pieces, signed, Math.Max(0, received.Pieces - signed - returned), received.Goods, weight, volume, received.Service,
            received.Payment, received.Freight, received.CollectOnDelivery, received.InsuredValue, received.ReceiptCopies ?? 0,
            received.Shipper, received.Consignee, received.OccurredAt, promise?.At, promise?.Basis, history.SignedInFullAt(received),
            station, next, vehicle, last, open.Count);
    }

    private static WaybillStatus? StatusAfter(WaybillEvent waybillEvent, bool signedInFull) => waybillEvent switch
    {
        Received => WaybillStatus.Received,
        DispatchRequested { Purpose: DispatchPurpose.Pickup } => WaybillStatus.DispatchRequested,
        PickedUp => WaybillStatus.PickedUp,
        StockedIn => WaybillStatus.InStock,
        Loaded => WaybillStatus.InTransit,
        Arrived => WaybillStatus.Arrived,
        Waybills.Sorted => WaybillStatus.Sorted,
        OutForDelivery => WaybillStatus.OutForDelivery,
        DeliveryFailed => WaybillStatus.DeliveryFailed,
        Refused => WaybillStatus.Refused,
        Signed => signedInFull ? WaybillStatus.Signed : WaybillStatus.PartlySigned,
        ReturnedToShipper => WaybillStatus.ReturnedToShipper,
        Cancelled => WaybillStatus.Cancelled,
        _ => null,
    };

    // A scan after the last signature or after a cancellation does not change the status again.
    private static bool IsFinal(WaybillStatus status, WaybillStatus reached) =>
        status == WaybillStatus.Cancelled
        || (status is WaybillStatus.Signed or WaybillStatus.ReturnedToShipper
            && reached is not (WaybillStatus.Signed or WaybillStatus.ReturnedToShipper or WaybillStatus.Cancelled));
}
