namespace OrderTracking.Oracle;

/// <summary>The receipt of a waybill, and what the waybill adds to the volumes.</summary>
public sealed partial class Waybill
{
    public IEnumerable<ReceiptRow> Receipts()
    {
        if (Received is not { } received || ReceiptCopies is not > 0 || IsCancelled) yield break;
        var closed = LastSignature is null ? null : End?.OccurredAt;
        var last = Counting.LastOrDefault(entry => entry.Type.StartsWith("receipt", StringComparison.Ordinal));
        yield return new(
            number, Account, Lane, Origin, Destination, last is null ? closed is null
            ? "notDue" : "awaited" : char.ToLowerInvariant(last.Type[7]) + last.Type[8..],
            ReceiptCopies!.Value, closed, closed is { } at ? days.Of(at) : null,
            closed is { } from ? ReceiptDue(from) : null,
            First("receiptCollected"), First("receiptSentBack"), First("receiptReturned"), First("receiptHandedOver"), First("receiptLost"),
            Of("receiptRejected").Count(), last?.OccurredAt ?? closed ?? received.OccurredAt);

        DateTimeOffset? First(string type) => Of(type).FirstOrDefault()?.OccurredAt;
    }

    public IEnumerable<VolumeRow> Volumes()
    {
        if (Received is not { } received || IsCancelled) yield break;
        yield return new(
            number, Account, Lane, Origin, received.OccurredAt, days.Of(received.OccurredAt), Pieces, Measured("weightKg") ?? 0,
            Measured("volumeM3") ?? 0,
            received.Amount("freight") ?? 0, Harmed("damage", "wet", "contamination"), Harmed("shortage", "loss"));

        int Harmed(params string[] kinds) =>
            (int)Math.Min(Pieces, Exceptions().Where(row => kinds.Contains(row.Kind)).Sum(row => (long)(row.Pieces ?? 1)));
    }

    private DateTimeOffset ReceiptDue(DateTimeOffset closed) => NewestTerms?.Time("receiptDueAt") ?? closed.AddDays(Hours("receiptDays"));
}
