using OrderTracking.Domain.Views;

namespace OrderTracking.Domain.Kpis;

/// <summary>The figures of returned receipts: returned at all, returned in time, returned without being rejected.</summary>
public enum ReceiptFigureKind { Return, Timeliness, Accuracy }

/// <summary>The side of a figure that a receipt is on: two verdicts for each figure.</summary>
public enum ReceiptVerdict { Returned, Outstanding, InTime, Late, Right, Wrong }

/// <summary>Receipts counted by state.</summary>
/// <param name="Key">The group; null without grouping, or for receipts in no group.</param>
/// <param name="Receipts">All receipts that customers want back.</param>
/// <param name="Closed">Of closed waybills of which something was delivered.</param>
/// <param name="InTime">Returned by the time due.</param>
/// <param name="Checked">Returned or rejected.</param>
/// <param name="Correct">Returned and never rejected.</param>
/// <param name="Open">Not returned, and the time due is not past.</param>
/// <param name="Ages">Outstanding receipts by age; see <see cref="Kpis.Receipts.AgeBounds"/>; the last counts what is older.</param>
public sealed record ReceiptCounts(
    string? Key, long Receipts, long Closed, long Returned, long InTime, long Checked, long Correct, long Lost, long Open,
    IReadOnlyList<long> Ages)
{
    public static ReceiptCounts None(string? key) => new(key, 0, 0, 0, 0, 0, 0, 0, 0, new long[Kpis.Receipts.AgeBounds.Count + 1]);

    public static ReceiptCounts operator +(ReceiptCounts one, ReceiptCounts other) => new(
        one.Key, one.Receipts + other.Receipts, one.Closed + other.Closed, one.Returned + other.Returned, one.InTime + other.InTime,
        one.Checked + other.Checked,
        one.Correct + other.Correct, one.Lost + other.Lost, one.Open + other.Open, [.. one.Ages.Zip(other.Ages, (a, b) => a + b)]);

    public static ReceiptCounts Add(ReceiptCounts left, ReceiptCounts right) => left + right;
}

/// <summary>返单: what is counted of returned receipts.</summary>
public static class Receipts
{
    /// <summary>Upper bounds of the ages in which outstanding receipts are counted: whole days since the closing.</summary>
    public static IReadOnlyList<int> AgeBounds { get; } = [3, 7, 15, 30];

    /// <summary>Whether a receipt is on a side of a figure; those of waybills that are not closed are on none.</summary>
    /// <remarks>In SQL: tracking.receipt_is.</remarks>
    public static bool Is(ReceiptRow row, ReceiptVerdict verdict, DateTimeOffset now) => row.ClosedAt is not null && verdict switch
    {
        ReceiptVerdict.Returned => row.ReturnedAt is not null,
        ReceiptVerdict.Outstanding => row.ReturnedAt is null,
        ReceiptVerdict.InTime => row.ReturnedAt <= row.DueAt,
        ReceiptVerdict.Late => row.ReturnedAt > row.DueAt || (row.ReturnedAt is null && row.DueAt < now),
        ReceiptVerdict.Right => row is { ReturnedAt: not null, Rejections: 0 },
        _ => row.Rejections > 0,
    };

    public static Rate RateOf(ReceiptFigureKind kind, ReceiptCounts counts)
    {
        var notDue = counts.Receipts - counts.Closed;
        return kind switch
        {
            ReceiptFigureKind.Return =>
                new(counts.Key, counts.Returned, counts.Closed, new Dictionary<string, long> { ["notDue"] = notDue }),
            ReceiptFigureKind.Timeliness => new(
                counts.Key, counts.InTime, counts.Closed - counts.Open,
                new Dictionary<string, long> { ["notDue"] = notDue, ["open"] = counts.Open }),
            _ => new(
                counts.Key, counts.Correct, counts.Checked,
                new Dictionary<string, long> { ["notDue"] = notDue, ["outstanding"] = counts.Closed - counts.Checked }),
        };
    }
}
