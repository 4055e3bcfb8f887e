using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>The signed paper (回单) that the customer wants back, and where it is.</summary>
/// <param name="SignedInFullAt">When all pieces were signed for; from then on the receipt is awaited.</param>
/// <param name="SignedDay">The company's day of <paramref name="SignedInFullAt"/>.</param>
/// <param name="DueAt">When it is due back at the origin, by the account's terms.</param>
/// <param name="ReturnedAt">When the origin first had it.</param>
/// <param name="Rejections">How often it was checked and found wrong.</param>
public sealed record ReceiptRow(
    string Waybill,
    string Account,
    string Lane,
    string Origin,
    string Destination,
    ReceiptStatus Status,
    int CopiesWanted,
    DateTimeOffset? SignedInFullAt,
    DateOnly? SignedDay,
    DateTimeOffset? DueAt,
    DateTimeOffset? CollectedAt,
    DateTimeOffset? SentBackAt,
    DateTimeOffset? ReturnedAt,
    DateTimeOffset? HandedOverAt,
    DateTimeOffset? LostAt,
    int Rejections,
    DateTimeOffset StatusAt) : IViewRow
{
    string IViewRow.Key => "";

    public static bool Reads(WaybillEvent waybillEvent) =>
        waybillEvent is Received or Signed or Cancelled or ReceiptCollected or ReceiptSentBack or ReceiptReturned or ReceiptHandedOver
            or ReceiptRejected or ReceiptLost
            or TermsSet;

    public static IEnumerable<ReceiptRow> Rows(History history, Company company)
    {
        if (history.Received() is not { ReceiptCopies: > 0 } received || history.EffectiveEvents.Any(entry => entry.Event is Cancelled))
            yield break;
        var signed = history.SignedInFullAt(received);
        var row = new ReceiptRow(
            history.Waybill, received.Account, received.Lane(), received.Origin, received.Destination,
            signed is null ? ReceiptStatus.NotDue : ReceiptStatus.Awaited, received.ReceiptCopies.Value, signed,
            signed is { } at ? company.Day(at) : null, signed is { } full ? Terms.ReceiptDue(history, full) : null, null, null, null, null,
            null, 0, signed ?? received.OccurredAt);
        foreach (var entry in history.EffectiveEvents)
        {
            var time = entry.Event.OccurredAt;
            row = entry.Event switch
            {
                ReceiptCollected => row with { Status = ReceiptStatus.Collected, StatusAt = time, CollectedAt = row.CollectedAt ?? time },
                ReceiptSentBack => row with { Status = ReceiptStatus.SentBack, StatusAt = time, SentBackAt = row.SentBackAt ?? time },
                ReceiptReturned => row with { Status = ReceiptStatus.Returned, StatusAt = time, ReturnedAt = row.ReturnedAt ?? time },
                ReceiptHandedOver =>
                    row with { Status = ReceiptStatus.HandedOver, StatusAt = time, HandedOverAt = row.HandedOverAt ?? time },
                ReceiptRejected => row with { Status = ReceiptStatus.Rejected, StatusAt = time, Rejections = row.Rejections + 1 },
                ReceiptLost => row with { Status = ReceiptStatus.Lost, StatusAt = time, LostAt = row.LostAt ?? time },
                _ => row,
            };
        }
        yield return row;
    }
}
