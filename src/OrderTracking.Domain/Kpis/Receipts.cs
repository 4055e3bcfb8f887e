namespace OrderTracking.Domain.Kpis;

/// <summary>What is asked of returned receipts: that they come back, in time, and right.</summary>
public enum ReceiptFigureKind { Return, Timeliness, Accuracy }

/// <summary>On which side of a figure a receipt is: two for each figure.</summary>
public enum ReceiptVerdict { Returned, Outstanding, InTime, Late, Right, Wrong }

/// <summary>Receipts by where they are.</summary>
/// <param name="Key">Of which group; null where there are none, or it belongs to none.</param>
/// <param name="Receipts">All that are wanted.</param>
/// <param name="Signed">Of waybills signed for in full.</param>
/// <param name="InTime">Returned by the time due.</param>
/// <param name="Checked">Returned or rejected.</param>
/// <param name="Correct">Returned and never rejected.</param>
/// <param name="Open">Not returned, and the time due is not past.</param>
/// <param name="Ages">Outstanding receipts by age; see <see cref="Kpis.Receipts.AgeBounds"/>; the last counts what is older.</param>
public sealed record ReceiptCounts(
    string? Key, long Receipts, long Signed, long Returned, long InTime, long Checked, long Correct, long Lost, long Open, IReadOnlyList<long> Ages)
{
    public static ReceiptCounts None(string? key) => new(key, 0, 0, 0, 0, 0, 0, 0, 0, new long[Kpis.Receipts.AgeBounds.Count + 1]);

    public static ReceiptCounts operator +(ReceiptCounts one, ReceiptCounts other) => new(
        one.Key, one.Receipts + other.Receipts, one.Signed + other.Signed, one.Returned + other.Returned, one.InTime + other.InTime, one.Checked + other.Checked,
        one.Correct + other.Correct, one.Lost + other.Lost, one.Open + other.Open, [.. one.Ages.Zip(other.Ages, (a, b) => a + b)]);

    public static ReceiptCounts Add(ReceiptCounts left, ReceiptCounts right) => left + right;
}

/// <summary>返单: what is counted of returned receipts.</summary>
public static class Receipts
{
    /// <summary>Upper bounds, in whole days since the signature, of the ages that outstanding receipts are counted by.</summary>
    public static IReadOnlyList<int> AgeBounds { get; } = [3, 7, 15, 30];

    public static Rate RateOf(ReceiptFigureKind kind, ReceiptCounts counts)
    {
        var notDue = counts.Receipts - counts.Signed;
        return kind switch
        {
            ReceiptFigureKind.Return => new(counts.Key, counts.Returned, counts.Signed, new Dictionary<string, long> { ["notDue"] = notDue }),
            ReceiptFigureKind.Timeliness => new(
                counts.Key, counts.InTime, counts.Signed - counts.Open, new Dictionary<string, long> { ["notDue"] = notDue, ["open"] = counts.Open }),
            _ => new(
                counts.Key, counts.Correct, counts.Checked, new Dictionary<string, long> { ["notDue"] = notDue, ["outstanding"] = counts.Signed - counts.Checked }),
        };
    }
}
