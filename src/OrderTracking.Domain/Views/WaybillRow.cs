using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>The current state of a waybill.</summary>
public sealed record WaybillRow : IViewRow
{
    public required string Waybill { get; init; }

    public required string Account { get; init; }

    public string? OrderNumber { get; init; }

    public required WaybillStatus Status { get; init; }

    public required string Origin { get; init; }

    public required string Destination { get; init; }

    public required string Lane { get; init; }

    public required int Pieces { get; init; }

    public required long SignedPieces { get; init; }

    public required long OutstandingPieces { get; init; }

    public string? Goods { get; init; }

    public decimal? WeightKg { get; init; }

    public decimal? VolumeM3 { get; init; }

    public ServiceKind? Service { get; init; }

    public PaymentTerm? Payment { get; init; }

    public decimal? Freight { get; init; }

    public decimal? CollectOnDelivery { get; init; }

    /// <summary>Whether the customer insures it; an insured value says so too.</summary>
    public bool? Insured { get; init; }

    public decimal? InsuredValue { get; init; }

    public required int ReceiptCopies { get; init; }

    /// <summary>This and the consignee are stored in the row of <see cref="SearchRow"/>, and joined when the row is read.</summary>
    public Person? Shipper { get; init; }

    public Person? Consignee { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? PromisedAt { get; init; }

    public PromiseBasis? PromiseBasis { get; init; }

    /// <summary>When the last of what was delivered was signed for; null until the waybill is closed.</summary>
    public DateTimeOffset? SignedInFullAt { get; init; }

    /// <summary>When every piece was signed for, returned or written off.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public required string Station { get; init; }

    public string? NextStation { get; init; }

    public string? Vehicle { get; init; }

    public required DateTimeOffset LastEventAt { get; init; }

    public required int OpenExceptions { get; init; }

    /// <summary>When the paper waybill was made out; null when nothing is known of that.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>That its goods wait for the customer's instruction; null while they do not.</summary>
    public HeldGoods? Held { get; init; }

    /// <summary>What the order lacks of what its channel asks for; null when it lacks nothing.</summary>
    public ValueList<OrderField>? Gaps { get; init; }

    string IViewRow.Key => "";

    public static IEnumerable<WaybillRow> Rows(History history)
    {
        if (history.Received() is not { } received) yield break;
        var (status, station, next, vehicle) = (WaybillStatus.Received, received.Station, (string?)null, (string?)null);
        var (weight, volume) = (received.WeightKg, received.VolumeM3);
        var (signed, settled) = (0L, 0L);
        var (last, isReturned) = (received.OccurredAt, false);
        var issued = (DateTimeOffset?)null;
        var (isHeld, open) = (false, new HashSet<string>());
        foreach (var entry in history.EffectiveEvents)
        {
            var waybillEvent = entry.Event;
            if (waybillEvent is not (DeadlineMissed or TermsSet or PersonErased)) last = waybillEvent.OccurredAt;
            if (waybillEvent is Signed signature) signed += signature.Pieces;
            settled += Closing.PiecesSettledBy(waybillEvent);
            if (waybillEvent is ReturnedToShipper) isReturned = true;
            if (StatusAfter(waybillEvent, settled >= received.Pieces, signed > 0, isReturned) is { } reached && !IsFinal(status, reached))
                (status, station) = (reached, waybillEvent.Station);
            switch (waybillEvent)
            {
                case Loaded loaded: (next, vehicle) = (loaded.NextStation, loaded.Vehicle); break;
                case OutForDelivery delivery: (next, vehicle) = (null, delivery.Vehicle); break;
                case Arrived or Signed or ReturnedToShipper or WrittenOff: (next, vehicle) = (null, null); break;
                case StockedIn measured: (weight, volume) = (measured.WeightKg ?? weight, measured.VolumeM3 ?? volume); break;
                case HeldForInstruction: isHeld = true; break;
                case WaybillIssued: issued ??= waybillEvent.OccurredAt; break;
                case ExceptionRaised raised: open.Add(raised.ExceptionId); break;
                case ExceptionResolved resolved: open.Remove(resolved.ExceptionId); break;
            }
        }

        var (promise, closing) = (history.Promise(received), history.Closing);
        yield return new WaybillRow
        {
            Waybill = history.Waybill,
            Account = received.Account,
            OrderNumber = received.OrderNumber,
            Status = status,
            Origin = received.Origin,
            Destination = received.Destination,
            Lane = received.Lane(),
            Pieces = received.Pieces,
            SignedPieces = signed,
            OutstandingPieces = Math.Max(0, received.Pieces - settled),
            Goods = received.Goods,
            WeightKg = weight,
            VolumeM3 = volume,
            Service = received.Service,
            Payment = received.Payment,
            Freight = received.Freight,
            CollectOnDelivery = received.CollectOnDelivery,
            Insured = received.Insured,
            InsuredValue = received.InsuredValue,
            ReceiptCopies = received.ReceiptCopies ?? 0,
            Shipper = received.Shipper,
            Consignee = received.Consignee,
            ReceivedAt = received.OccurredAt,
            PromisedAt = promise?.At,
            PromiseBasis = promise?.Basis,
            SignedInFullAt = closing?.DeliveredAt,
            ClosedAt = closing?.At,
            Station = station,
            NextStation = next,
            Vehicle = vehicle,
            LastEventAt = last,
            OpenExceptions = open.Count,
            IssuedAt = issued,
            Held = isHeld ? HeldGoods.Of(history, received) : null,
            Gaps = history.Gaps is { Fields: { Count: > 0 } gaps } ? [.. gaps] : null,
        };
    }

    // What settles the last piece closes the waybill. Pieces returned or written off before that say nothing of where the others are.
    private static WaybillStatus? StatusAfter(WaybillEvent waybillEvent, bool isClosed, bool isSigned, bool isReturned) =>
        waybillEvent switch
    {
        Received => WaybillStatus.Received,
        DispatchRequested { Purpose: DispatchPurpose.Pickup } => WaybillStatus.DispatchRequested,
        PickedUp => WaybillStatus.PickedUp,
        StockedIn => WaybillStatus.InStock,
        Loaded => WaybillStatus.InTransit,
        Arrived => WaybillStatus.Arrived,
        Events.Sorted => WaybillStatus.Sorted,
        OutForDelivery => WaybillStatus.OutForDelivery,
        DeliveryFailed => WaybillStatus.DeliveryFailed,
        Refused => WaybillStatus.Refused,
        Signed or ReturnedToShipper or WrittenOff when isClosed =>
            isSigned ? WaybillStatus.Signed : isReturned ? WaybillStatus.ReturnedToShipper : WaybillStatus.WrittenOff,
        Signed => WaybillStatus.PartlySigned,
        Cancelled => WaybillStatus.Cancelled,
        _ => null,
    };

    // A scan after the closing or after a cancellation does not change the status again.
    private static bool IsFinal(WaybillStatus status, WaybillStatus reached) =>
        status == WaybillStatus.Cancelled || (status.IsClosed() && !reached.IsClosed() && reached != WaybillStatus.Cancelled);
}
