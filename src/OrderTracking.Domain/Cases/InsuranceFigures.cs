using OrderTracking.Domain.Kpis;

namespace OrderTracking.Domain.Cases;

/// <summary>投保金额, 索赔金额, 赔付金额, and whether the papers of losses were handed in in time.</summary>
internal static class InsuranceFigures
{
    private static readonly RateDefinition PapersInTime = new(
        "loss-papers-in-time", 1, "losses whose papers were handed in by their due time", "losses whose due time for the papers is over or "
        + "whose papers were handed in", "the papers handed in, or else the claim filed with the insurer",
        "the company's days of the due time", "none",
        new Dictionary<string, string> { ["notDue"] = "not handed in, and the time is not over", ["suspended"] = "none: always 0" });

    private static readonly RateDefinition Recovered = new(
        "recovered-of-claimed", 1, "fen (0.01 CNY) paid by insurers", "fen claimed from insurers, of covers submitted in the period",
        "the submission of each cover", "the company's days of the submission", "none",
        new Dictionary<string, string> { ["notFiled"] = "losses that were not claimed from the insurer yet" });

    public static CaseFigures Of(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now)
    {
        List<CaseRow> opened = [.. rows.Where(row => period.Includes(row.OpenedAt))], open = [.. rows.Where(row => row.ClosedAt is null)];
        var sums = Sums(opened);
        return new(
            opened.Count, open.Count, sums,
            [
                new(CaseFigures.InTime(rows, InsuranceSteps.Papers, period, now), PapersInTime),
                new(new(null, Fen(sums["recovered"]), Fen(sums["claimed"]), new Dictionary<string, long>
                {
                    ["notFiled"] = opened.Count(row => row.Steps.Count > 0 && row.Insurance!.Claimed is null),
                }), Recovered) { IsOfAmounts = true },
            ],
            [
                .. ByStation("station", opened, station => station),
                .. CaseFigures.GroupBy("reason", opened, row => CaseFigures.Name<Events.DeclarationReason>(row.Insurance!.Reason), Sums),
                .. CaseFigures.GroupBy("account", opened, row => row.Account, Sums),
                .. CaseFigures.ByAge(open, now),
            ]);
    }

    private static long Fen(decimal yuan) => (long)Math.Round(yuan * 100);

    public static IEnumerable<CaseGroup> ByStation(string by, IEnumerable<CaseRow> opened, Func<string, string> of) =>
        CaseFigures.GroupBy(by, opened, row => of(row.Station), Sums);

    private static Dictionary<string, decimal> Sums(IReadOnlyCollection<CaseRow> rows) => new()
    {
        ["cover"] = rows.Where(row => row.Insurance!.Policy is not null).Sum(row => row.Insurance!.Amount),
        ["claimed"] = rows.Sum(row => row.Insurance!.Claimed ?? 0),
        ["recovered"] = rows.Sum(row => row.Insurance!.Paid),
    };
}
