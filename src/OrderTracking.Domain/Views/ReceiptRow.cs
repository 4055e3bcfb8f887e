using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Views;

/// <summary>The signed paper (回单) that the customer wants back, and where it is.</summary>
public sealed record ReceiptRow : IViewRow
{
    public required string Waybill { get; init; }

    public required string Account { get; init; }

    public required string Lane { get; init; }

    public required string Origin { get; init; }

    public required string Destination { get; init; }

    public required ReceiptStatus Status { get; init; }

    public required int CopiesWanted { get; init; }

    /// <summary>
    /// When the waybill was closed; from then on the receipt is awaited. Null also where nothing was delivered, because then nobody signs.
    /// </summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The company's day of <see cref="ClosedAt"/>.</summary>
    public DateOnly? ClosedDay { get; init; }

    /// <summary>When it is due back at the origin, by the account's terms.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? CollectedAt { get; init; }

    public DateTimeOffset? SentBackAt { get; init; }

    /// <summary>When the origin first had it.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    public DateTimeOffset? HandedOverAt { get; init; }

    public DateTimeOffset? LostAt { get; init; }

    /// <summary>How often it was checked and found wrong.</summary>
    public required int Rejections { get; init; }

    public required DateTimeOffset StatusAt { get; init; }

    string IViewRow.Key => "";

    public static bool Reads(WaybillEvent waybillEvent) =>
        waybillEvent is Received or OrderAmended or Signed or ReturnedToShipper or WrittenOff or Cancelled or ReceiptCollected
            or ReceiptSentBack or ReceiptReturned or ReceiptHandedOver or ReceiptRejected or ReceiptLost or TermsSet;

    public static IEnumerable<ReceiptRow> Rows(History history, Company company)
    {
        if (history.Received() is not { ReceiptCopies: > 0 } received || history.EffectiveEvents.Any(entry => entry.Event is Cancelled))
            yield break;
        var closed = history.Closing is { DeliveredAt: not null } closing ? closing.At : (DateTimeOffset?)null;
        var row = new ReceiptRow
        {
            Waybill = history.Waybill,
            Account = received.Account,
            Lane = received.Lane(),
            Origin = received.Origin,
            Destination = received.Destination,
            Status = closed is null ? ReceiptStatus.NotDue : ReceiptStatus.Awaited,
            CopiesWanted = received.ReceiptCopies.Value,
            ClosedAt = closed,
            ClosedDay = closed is { } at ? company.Day(at) : null,
            DueAt = closed is { } from ? Terms.ReceiptDue(history, from) : null,
            Rejections = 0,
            StatusAt = closed ?? received.OccurredAt,
        };
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
