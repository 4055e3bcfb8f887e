namespace OrderTracking.Oracle;

/// <summary>A standard that was not kept, with its penalty; or one withdrawn, which costs nothing.</summary>
public sealed record Breach(
    string Waybill, string Deadline, string Rule, string Verdict, string Account, string Lane, string Station, DateTimeOffset DueAt,
    DateTimeOffset? ActualAt, bool Excused, decimal? Fine, decimal? MaxFine, int? PenaltyScheduleVersion, string? Penalty, string? Post,
    string? Supervisor, string? ComplaintId, Penalty? Decision, string? About);

public sealed record BreachCounts(
    string? Key, long Breaches, long Waybills, long Withdrawn, decimal Proposed, decimal Confirmed, decimal Waived);

/// <summary>The ledger of breaches.</summary>
public sealed class Breaches(Company company)
{
    public static readonly string[] Groupings = ["station", "branch", "rule", "account", "lane", "day", "week", "tenDays", "month"];

    public IEnumerable<Breach> All =>
        from row in company.Deadlines
        let verdict = row.Verdict(company.Now)
        where verdict is "late" or "missed" or "withdrawn"
        let line = verdict == "withdrawn" ? null : Line(row)
        let decided = verdict == "withdrawn" ? null : row.Penalty
        select new Breach(
            row.Waybill, row.Deadline, row.Rule, verdict, row.Account, row.Lane, row.Station, row.DueAt, row.KeptAt, row.Excused,
            line?.Event.Amount("fine"), line?.Event.Amount("maxFine"), line?.Version,
            decided is { Amount: not null } ? "confirmed" : decided is not null ? "waived" : line is null ? null : "proposed",
            line?.Event.Text("post"), line?.Event.Text("supervisor"), row.ComplaintId, decided, row.About);

    // The line in force on the due day: where it counts waybills, of the first breach of the rule alone.
    private ReferenceData.Found? Line(DeadlineRow row)
    {
        if (company.Reference.PenaltyLine(row.Rule, row.DueDay) is not { } line) return null;
        if (line.Event.Flag("needsComplaint") && row.ComplaintId is null) return null;
        if (line.Event.Text("unit") != "waybill") return line;
        var first = company.Deadlines.Where(other => other.Waybill == row.Waybill && other.Rule == row.Rule
            && other.Verdict(company.Now) is "late" or "missed")
            .OrderBy(other => other.DueAt).ThenBy(other => other.Deadline, StringComparer.Ordinal).First();
        return first == row ? line : null;
    }

    public (BreachCounts Total, IReadOnlyDictionary<string, BreachCounts> Groups) Report(string groupBy)
    {
        var all = All.ToList();
        return (Sum(null, all), all.GroupBy(Key).Where(group => group.Key is not null)
            .ToDictionary(group => group.Key!, group => Sum(group.Key, group)));

        string? Key(Breach breach) => groupBy switch
        {
            "station" => breach.Station,
            "branch" => company.BranchOf(breach.Station),
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
            some.Count(breach => breach.Verdict == "withdrawn"), Fines("proposed"),
            real.Sum(breach => breach.Decision?.Amount ?? 0), Fines("waived"));

        decimal Fines(string penalty) => real.Where(breach => breach.Penalty == penalty).Sum(breach => breach.Fine ?? 0);
    }
}
