using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>The data behind the on-time verdict. The verdict depends on the clock, so it is not in the row.</summary>
/// <param name="PromisedDay">The company's day of the promise.</param>
/// <param name="SignedInFullAt">When the last outstanding piece was signed for.</param>
/// <param name="ArrivedInFullAt">When the last piece arrived at the destination.</param>
/// <param name="Excused">An exception of the waybill was resolved as excused, with reason code, evidence and approver.</param>
public sealed record OnTimeRow(
    string Waybill,
    string Account,
    string Lane,
    string Destination,
    DateTimeOffset? PromisedAt,
    DateOnly? PromisedDay,
    PromiseBasis? PromiseBasis,
    DateTimeOffset? SignedInFullAt,
    DateTimeOffset? ArrivedInFullAt,
    bool Cancelled,
    bool Excused) : IViewRow
{
    string IViewRow.Key => "";

    public static bool Reads(WaybillEvent waybillEvent) =>
        waybillEvent is Received or PromiseSet or Signed or Arrived or Waybills.Cancelled or ExceptionResolved;

    public static IEnumerable<OnTimeRow> Rows(History history, Company company)
    {
        if (history.Received() is not { } received) yield break;
        var promise = history.Promise(received);
        yield return new OnTimeRow(
            history.Waybill, received.Account, received.Lane(), received.Destination, promise?.At,
            promise is { } made ? company.Day(made.At) : null, promise?.Basis, history.SignedInFullAt(received),
            history.InFullAt(received, waybillEvent => waybillEvent is Arrived arrived && arrived.Station == received.Destination
                ? arrived.Pieces : null),
            history.EffectiveEvents.Any(entry => entry.Event is Waybills.Cancelled),
            history.EffectiveEvents.Any(entry => entry.Event is ExceptionResolved resolved && ExceptionRow.IsExcused(resolved)));
    }
}
