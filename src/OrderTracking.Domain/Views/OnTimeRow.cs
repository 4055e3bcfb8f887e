using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>The data behind the on-time verdict. The verdict depends on the clock, so it is not in the row.</summary>
public sealed record OnTimeRow : IViewRow
{
    public required string Waybill { get; init; }

    public required string Account { get; init; }

    public required string Lane { get; init; }

    public required string Destination { get; init; }

    public DateTimeOffset? PromisedAt { get; init; }

    /// <summary>The company's day of the promise.</summary>
    public DateOnly? PromisedDay { get; init; }

    public PromiseBasis? PromiseBasis { get; init; }

    /// <summary>When the last of what was delivered was signed for; null until the waybill is closed.</summary>
    public DateTimeOffset? SignedInFullAt { get; init; }

    /// <summary>
    /// When the consignee was told that all is there; only of goods that the consignee fetches, on a promise by the lane's standard.
    /// </summary>
    public DateTimeOffset? NoticeAt { get; init; }

    /// <summary>When the last piece arrived at the destination.</summary>
    public DateTimeOffset? ArrivedInFullAt { get; init; }

    public required bool Cancelled { get; init; }

    /// <summary>Every piece went back to the shipper.</summary>
    public required bool Returned { get; init; }

    /// <summary>An exception of the waybill was resolved with an excuse of the promise.</summary>
    public required bool Excused { get; init; }

    string IViewRow.Key => "";

    public static bool Reads(WaybillEvent waybillEvent) =>
        waybillEvent is Received or OrderAmended or PromiseSet or Signed or ReturnedToShipper or WrittenOff or Arrived or ConsigneeNotified
            or Events.Cancelled or ExceptionResolved;

    public static IEnumerable<OnTimeRow> Rows(History history, Company company)
    {
        if (history.Received() is not { } received) yield break;
        var promise = history.Promise(received);
        var (closing, arrivedAt) = (history.Closing, history.ArrivedInFullAt(received));
        yield return new OnTimeRow
        {
            Waybill = history.Waybill,
            Account = received.Account,
            Lane = received.Lane(),
            Destination = received.Destination,
            PromisedAt = promise?.At,
            PromisedDay = promise is { } made ? company.Day(made.At) : null,
            PromiseBasis = promise?.Basis,
            SignedInFullAt = closing?.DeliveredAt,
            NoticeAt = promise is { Basis: Events.PromiseBasis.LaneStandard } && closing is not { IsReturned: true }
                ? history.NoticeAt(received, arrivedAt) : null,
            ArrivedInFullAt = arrivedAt,
            Cancelled = history.EffectiveEvents.Any(entry => entry.Event is Events.Cancelled),
            Returned = closing is { IsReturned: true },
            Excused = history.Excuse(Excusable.Promise),
        };
    }
}
