using OrderTracking.Domain.Kpis;

namespace OrderTracking.Domain.Cases;

/// <summary>理赔及时率, 索赔金额, 赔付金额, 追偿, 残值, by value and by cause, and the age of what is open.</summary>
internal static class ClaimFigures
{
    private static readonly (string Key, decimal Below)[] Values =
        [("0-1000", 1_000), ("1000-10000", 10_000), ("10000-100000", 100_000), ("100000-", decimal.MaxValue)];

    public static readonly RateDefinition SettledInTime = new(
        "claims-settled-in-time", 1, "claims settled or rejected by their due time", "claims whose due time for the settlement is over or "
        + "that are settled or rejected", "the settlement agreed with the customer, or the rejection",
        "the company's days of the due time", "none",
        new Dictionary<string, string>
        {
            ["notDue"] = "neither settled nor rejected, and the time is not over",
            ["suspended"] = "before a court or a lawyer, on a signed paper",
        });

    public static CaseFigures Of(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now)
    {
        List<CaseRow> opened = [.. rows.Where(row => period.Includes(row.OpenedAt))], open = [.. rows.Where(row => row.ClosedAt is null)];
        return new(
            opened.Count, open.Count, Sums(opened),
            [new(CaseFigures.InTime(rows, ClaimSteps.Settlement, period, now), SettledInTime)],
            [
                .. CaseFigures.GroupBy("cause", opened, row => CaseFigures.Name(row.Claim!.Cause), Sums),
                .. ByStation("station", opened, station => station),
                .. CaseFigures.GroupBy(
                    "value", opened, row => Array.Find(Values, value => row.Claim!.Claimed < value.Below).Key, Sums),
                .. CaseFigures.ByAge(open, now),
            ]);
    }

    public static IEnumerable<CaseGroup> ByStation(string by, IEnumerable<CaseRow> opened, Func<string, string> of) =>
        CaseFigures.GroupBy(by, opened, row => of(row.ResponsibleStation ?? ""), Sums);

    private static Dictionary<string, decimal> Sums(IReadOnlyCollection<CaseRow> rows) => new()
    {
        ["claimed"] = rows.Sum(row => row.Claim!.Claimed),
        ["paid"] = rows.Sum(row => row.Claim!.Paid),
        ["recovered"] = rows.Sum(row => row.Claim!.Recovered),
        ["salvage"] = rows.Sum(row => row.Claim!.SalvageSold ?? 0),
        ["loss"] = rows.Sum(row => row.Claim!.Paid - row.Claim.Recovered - (row.Claim.SalvageSold ?? 0)),
    };
}
