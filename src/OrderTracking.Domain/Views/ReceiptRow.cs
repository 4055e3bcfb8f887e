using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>The signed paper (回单) that the customer wants back, and where it is.</summary>
/// <param name="SignedInFullAt">From here on it is awaited.</param>
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
    DateTimeOffset? CollectedAt,
    DateTimeOffset? SentBackAt,
    DateTimeOffset? ReturnedAt,
    DateTimeOffset? HandedOverAt,
    DateTimeOffset? LostAt,
    int Rejections,
    DateTimeOffset StatusAt) : IViewRow
{
    string IViewRow.Key => "";

    public static bool Reads(WaybillEvent fact) =>
        fact is Received or Signed or Cancelled or ReceiptCollected or ReceiptSentBack or ReceiptReturned or ReceiptHandedOver or ReceiptRejected or ReceiptLost;

    public static IEnumerable<ReceiptRow> Rows(History history)
    {
        if (history.Received() is not { ReceiptCopies: > 0 } received || history.Happened.Any(entry => entry.Event is Cancelled)) yield break;
        var signed = history.SignedInFullAt(received);
        var row = new ReceiptRow(
            history.Waybill, received.Account, received.Lane(), received.Origin, received.Destination,
            signed is null ? ReceiptStatus.NotDue : ReceiptStatus.Awaited, received.ReceiptCopies.Value, signed,
            null, null, null, null, null, 0, signed ?? received.OccurredAt);
        foreach (var entry in history.Happened)
        {
            var at = entry.Event.OccurredAt;
            row = entry.Event switch
            {
                ReceiptCollected => row with { Status = ReceiptStatus.Collected, StatusAt = at, CollectedAt = row.CollectedAt ?? at },
                ReceiptSentBack => row with { Status = ReceiptStatus.SentBack, StatusAt = at, SentBackAt = row.SentBackAt ?? at },
                ReceiptReturned => row with { Status = ReceiptStatus.Returned, StatusAt = at, ReturnedAt = row.ReturnedAt ?? at },
                ReceiptHandedOver => row with { Status = ReceiptStatus.HandedOver, StatusAt = at, HandedOverAt = row.HandedOverAt ?? at },
                ReceiptRejected => row with { Status = ReceiptStatus.Rejected, StatusAt = at, Rejections = row.Rejections + 1 },
                ReceiptLost => row with { Status = ReceiptStatus.Lost, StatusAt = at, LostAt = row.LostAt ?? at },
                _ => row,
            };
        }
        yield return row;
    }
}
