namespace OrderTracking.Oracle;

/// <summary>A standard that was not kept, with its fine; or one withdrawn, which costs nothing.</summary>
public sealed record Breach(
    string Waybill, string Deadline, string Rule, string Verdict, string Account, string Lane, string Station, DateTimeOffset DueAt,
    DateTimeOffset? ActualAt,
    bool Excused, decimal? Fine, int? PenaltyScheduleVersion, string? About);

public sealed record BreachCounts(string? Key, long Breaches, long Waybills, long Withdrawn, decimal Fines);

/// <summary>The ledger of breaches.</summary>
public sealed class Breaches(Company company)
{
    public static readonly string[] Groupings = ["station", "rule", "account", "lane", "day", "week", "tenDays", "month"];

    public IEnumerable<Breach> All =>
        from row in company.Deadlines
        let verdict = row.Verdict(company.Now)
        where verdict is "late" or "missed" or "withdrawn"
        let fine = verdict == "withdrawn" ? null : company.Reference.Fine(row.Rule, row.DueDay)
        select new Breach(
            row.Waybill, row.Deadline, row.Rule, verdict, row.Account, row.Lane, row.Station, row.DueAt, row.KeptAt, row.Excused,
            fine?.Fine, fine?.Version, row.About);

    public (BreachCounts Total, IReadOnlyDictionary<string, BreachCounts> Groups) Report(string groupBy)
    {
        var all = All.ToList();
        return (Sum(null, all), all.GroupBy(Key).ToDictionary(group => group.Key, group => Sum(group.Key, group)));

        string Key(Breach breach) => groupBy switch
        {
            "station" => breach.Station,
            "rule" => breach.Rule,
            "account" => breach.Account,
            "lane" => breach.Lane,
            _ => Days.Period(company.Days.Of(breach.DueAt), groupBy),
        };
    }

    private static BreachCounts Sum(string? key, IEnumerable<Breach> some)
    {
        var real = some.Where(breach => breach.Verdict != "withdrawn").ToList();
        return new(key, real.Count, real.Select(breach => breach.Waybill).Distinct().Count(),
            some.Count(breach => breach.Verdict == "withdrawn"), real.Sum(breach => breach.Fine ?? 0));
    }
}
