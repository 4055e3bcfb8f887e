namespace OrderTracking.Oracle;

/// <param name="ReportBack">Of the exceptions that were recorded before their report back was due.</param>
public sealed record ExceptionCounts(string? Key, long Exceptions, long Waybills, Rate ReportBack);

/// <summary>Exceptions counted by the day on which they were raised.</summary>
public sealed class ExceptionReports(Company company)
{
    public static readonly string[] Groupings =
        ["kind", "cause", "responsibleStation", "branch", "account", "lane", "day", "week", "month"];

    public (ExceptionCounts Total, IReadOnlyDictionary<string, ExceptionCounts> Groups) Report(string groupBy)
    {
        return (Sum(null, company.Exceptions), company.Exceptions.GroupBy(Key).Where(group => group.Key is not null)
            .ToDictionary(group => group.Key!, group => Sum(group.Key, [.. group])));

        string? Key(ExceptionRow row) => groupBy switch
        {
            "kind" => row.Kind,
            "cause" => row.Cause ?? "",
            "responsibleStation" => row.ResponsibleStation ?? "",
            "branch" => row.ResponsibleStation is { } station ? company.BranchOf(station) : null,
            "account" => row.Account,
            "lane" => row.Lane,
            _ => Days.Period(company.Days.Of(row.RaisedAt), groupBy),
        };
    }

    private ExceptionCounts Sum(string? key, IReadOnlyCollection<ExceptionRow> rows)
    {
        var verdicts = rows.Select(row =>
            row.RaisedRecordedAt > row.ReportBackDueAt ? "recordedTooLate"
            : row.ReportedBackAt <= row.ReportBackDueAt ? "met"
            : row.ReportBackDueAt < company.Now ? "missed" : "open").ToList();
        return new(
            key, rows.Count, rows.Select(row => row.Waybill).Distinct().Count(),
            new(null, Count("met"), Count("met") + Count("missed"),
                new Dictionary<string, long> { ["open"] = Count("open"), ["recordedTooLate"] = Count("recordedTooLate") }));

        long Count(string verdict) => verdicts.Count(one => one == verdict);
    }
}
