using OrderTracking.Domain.Kpis;

namespace OrderTracking.Domain.Cases;

/// <summary>有效投诉率, 答复及时率, 重复投诉.</summary>
internal static class ComplaintFigures
{
    private static readonly RateDefinition AnsweredInTime = new(
        "complaints-answered-in-time", 1, "complaints answered by their due time", "complaints whose due time for the answer is over or "
        + "that are answered; of one that was reopened its last answer", "the answer", "the company's days of the due time", "none",
        new Dictionary<string, string> { ["notDue"] = "not answered, and the time is not over", ["suspended"] = "none: always 0" });

    public static readonly RateDefinition FoundedPerMille = new(
        "founded-complaints", 1, "complaints received that were judged founded", "waybills received", "the reception of each",
        "the company's days of the reception", "none", new Dictionary<string, string>
        {
            ["notJudged"] = "complaints received that are not judged", ["unfounded"] = "complaints received that are not founded",
        },
        RateDefinition.PerMille);

    /// <param name="waybills">Received in the period.</param>
    public static CaseFigures Of(IReadOnlyList<CaseRow> rows, CasePeriod period, DateTimeOffset now, long waybills)
    {
        List<CaseRow> opened = [.. rows.Where(row => period.Includes(row.OpenedAt))], open = [.. rows.Where(row => row.ClosedAt is null)];
        var founded = opened.Where(row => row.Complaint!.Founded is true).ToList();
        return new(
            opened.Count, open.Count, Counts(opened),
            [
                new(CaseFigures.InTime(rows, ComplaintSteps.Answer, period, now), AnsweredInTime),
                new(new(null, founded.Count, waybills, new Dictionary<string, long>
                {
                    ["notJudged"] = opened.Count(row => row.Complaint!.Founded is null),
                    ["unfounded"] = opened.Count(row => row.Complaint!.Founded is false),
                }, Per: 1000), FoundedPerMille),
            ],
            [
                .. CaseFigures.GroupBy("account", founded, row => row.Account, Counts),
                .. CaseFigures.GroupBy("cause", founded, row => CaseFigures.Name(row.Complaint!.Cause), Counts),
                .. ByStation("station", opened, station => station),
                .. CaseFigures.ByAge(open, now),
            ]);
    }

    public static IEnumerable<CaseGroup> ByStation(string by, IEnumerable<CaseRow> opened, Func<string, string> of) =>
        CaseFigures.GroupBy(by, opened.Where(row => row.Complaint!.Founded is true), row => of(row.ResponsibleStation ?? ""), Counts);

    // Repeated: reopened, or about a waybill that an earlier one was about.
    private static Dictionary<string, decimal> Counts(IReadOnlyCollection<CaseRow> rows) => new()
    {
        ["founded"] = rows.Count(row => row.Complaint!.Founded is true),
        ["repeated"] = rows.Count(row => row.Complaint!.Reopened > 0
            || rows.Any(other => other.OpenedAt < row.OpenedAt && other.Waybills.Intersect(row.Waybills).Any())),
    };
}
