namespace OrderTracking.Oracle;

/// <summary>The counts of a report on claims, each question from all rows.</summary>
/// <param name="branchOf">The branch of a station; null while it is of none.</param>
public sealed class Claims(IReadOnlyList<CaseRow> rows, DateTimeOffset now, Func<string, string?> branchOf)
{
    public sealed record Group(string By, string Key, long Cases, IReadOnlyDictionary<string, decimal> Amounts);

    /// <param name="from">The beginning of the period; null for no bound, as <paramref name="to"/>.</param>
    public object Report(string? account, DateTimeOffset? from, DateTimeOffset? to)
    {
        var mine = rows.Where(row => account is null || row.Account == account).ToList();
        var opened = mine.Where(row => Within(row.OpenedAt)).ToList();
        var due = mine.Where(row => row.DueAt is { } at && Within(at))
            .Select(row => row.Steps.Single(step => step.Name == "settlement").Verdict(row.SuspendedSince, now)).ToList();
        var (met, judged) = (due.Count(verdict => verdict == "met"), due.Count(verdict => verdict is "met" or "late" or "missed"));
        return new
        {
            Cases = opened.Count, Open = mine.Count(row => row.ClosedAt is null), Amounts = Sums(opened),
            Numerator = met, Denominator = judged, NotDue = due.Count(verdict => verdict == "open"),
            Suspended = due.Count(verdict => verdict == "rests"),
            Groups = Grouped("cause", opened, row => row.Claim!.Cause ?? "")
                .Concat(Grouped("station", opened, row => row.ResponsibleStation ?? ""))
                .Concat(Grouped("value", opened, row => row.Claim!.Claimed switch
                {
                    < 1_000 => "0-1000", < 10_000 => "1000-10000", < 100_000 => "10000-100000", _ => "100000-",
                }))
                .Concat(new[] { ("0-7", 0, 8), ("8-15", 8, 16), ("16-30", 16, 31), ("31-", 31, int.MaxValue) }.Select(age =>
                    new Group("age", age.Item1, mine.Count(row => row.ClosedAt is null && (now - row.OpenedAt).TotalDays is var open
                        && open < age.Item3 && (open >= age.Item2 || age.Item2 == 0)), new Dictionary<string, decimal>())))
                .Concat(Grouped("branch", opened, row => row.ResponsibleStation is { } station ? branchOf(station) ?? "" : "")),
        };

        bool Within(DateTimeOffset at) => !(at < from) && !(at >= to);
    }

    private static IEnumerable<Group> Grouped(string by, IReadOnlyCollection<CaseRow> opened, Func<CaseRow, string> key) =>
        opened.Select(key).Distinct().Order(StringComparer.Ordinal).Select(one =>
            new Group(by, one, opened.Count(row => key(row) == one), Sums([.. opened.Where(row => key(row) == one)])));

    private static Dictionary<string, decimal> Sums(IReadOnlyCollection<CaseRow> some)
    {
        decimal Of(Func<ClaimPart, decimal?> amount) => some.Sum(row => amount(row.Claim!) ?? 0);
        return new()
        {
            ["claimed"] = Of(claim => claim.Claimed), ["paid"] = Of(claim => claim.Paid), ["recovered"] = Of(claim => claim.Recovered),
            ["salvage"] = Of(claim => claim.SalvageSold), ["loss"] = Of(claim => claim.Paid - claim.Recovered - (claim.SalvageSold ?? 0)),
        };
    }
}
