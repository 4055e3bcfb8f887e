namespace OrderTracking.Domain.Kpis;

/// <summary>返单: what is counted of returned receipts.</summary>
public static class Receipts
{
    /// <summary>How many days after the signature a receipt should be back at the origin.</summary>
    public const int TermDays = 7;

    /// <summary>Upper bounds, in whole days since the signature, of the ages that outstanding receipts are counted by.</summary>
    public static IReadOnlyList<int> AgeBounds { get; } = [3, 7, 15, 30];

    private static readonly Dictionary<string, string> NotSigned = new() { ["notDue"] = "not all pieces are signed for" };

    public static RateDefinition Return(string zone) => new(
        "receipt-return", 1, "receipts that reached the origin", "receipts wanted of waybills signed for in full",
        "the receipt's first return to the origin", Days(zone), "none", NotSigned);

    public static RateDefinition Timeliness(string zone) => new(
        "receipt-timeliness", 1, $"receipts that reached the origin within {TermDays} days of the signature",
        $"receipts that reached the origin, or whose {TermDays} days are over", "the receipt's first return to the origin", Days(zone), "none",
        new Dictionary<string, string>(NotSigned) { ["open"] = $"not returned, and the {TermDays} days are not over" });

    public static RateDefinition Accuracy(string zone) => new(
        "receipt-accuracy", 1, "receipts that were never rejected", "receipts that reached the origin or were rejected",
        "none", Days(zone), "none", NotSigned);

    private static string Days(string zone) => $"days of the full signature in {zone}, from the first, up to but not including the last";
}
