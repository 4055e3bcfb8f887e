using System.Globalization;

namespace OrderTracking.Oracle;

/// <param name="Account">Null for the department's.</param>
/// <param name="Report">weekly-account, monthly-account …: the daily sheet has no due time.</param>
/// <param name="Raised">Whether a reportMissed was recorded.</param>
public sealed record DueReport(
    string? Account, string Report, DateOnly From, DateOnly To, DateTimeOffset DueAt, DateTimeOffset? HandedOutAt, bool Raised,
    string Verdict)
{
    public Guid MissedId() => DerivedId.OfMissed(
        Account is null ? "company:settings" : $"account:{Account}", $"report/{Report}/{From:yyyy-MM-dd}", DueAt);
}

/// <summary>The reports due to accounts: when each is due, and when it was handed out.</summary>
/// <param name="log">The whole log, or its beginning up to some position.</param>
public sealed class Reports(IReadOnlyList<LogEvent> log, Days days, DateTimeOffset now)
{
    private static readonly TimeOnly Due = new(16, 0);

    public IEnumerable<DueReport> All()
    {
        var accounts = log.Where(entry => entry.Type == "accountSet").Select(entry => entry.Text("account")).Distinct();
        foreach (var account in log.Any(entry => entry.Type == "companySet") ? accounts.Append(null) : accounts)
        {
            var terms = log.Where(entry => account is null ? entry.Type == "companySet"
                : entry.Type == "accountSet" && entry.Text("account") == account).ToList();
            // Day by day, from the week or month in which terms were first known.
            for (var day = days.Of(terms[0].RecordedAt).AddDays(-31); days.At(day, default) <= now; day = day.AddDays(1))
            {
                if (day.DayOfWeek == DayOfWeek.Monday && Of("weeklyAccount", "weekly-account", day, day.AddDays(7)) is { } week)
                    yield return week;
                if (day.Day != 1) continue;
                foreach (var (kind, name) in new[] { ("monthlyAccount", "monthly-account"), ("monthlyArchive", "monthly-archive"),
                    ("monthlyDepartment", "monthly-department"), ("monthlyClaims", "monthly-claims"),
                    ("monthlyComplaints", "monthly-complaints"), ("monthlyGroup", "monthly-group") })
                    if (Of(kind, name, day, day.AddMonths(1)) is { } month) yield return month;
            }

            DueReport? Of(string kind, string name, DateOnly from, DateOnly to)
            {
                // Only terms recorded, and in force, before the period ended count.
                var end = days.At(to, default);
                var inForce = terms.Where(set => set.RecordedAt < end && Begins(set) < end).OrderBy(Begins).LastOrDefault();
                if (inForce is null) return null;
                var isFollowed = inForce.Text("tier") is "project" or "key";
                if (!inForce.Texts("reports").Contains(kind)
                    && !(kind == "monthlyArchive" && isFollowed && inForce.Texts("reports").Contains("monthlyAccount"))) return null;
                var late = kind switch { "weeklyAccount" => 0, "monthlyAccount" => isFollowed ? 1 : 4, "monthlyArchive" => 4, _ => 9 };
                var calendar = CompanyCalendar(end);
                var time = late >= 4 && CompanySet(end)?.Text("reportsDueAt") is { } set
                    ? TimeOnly.Parse(set, CultureInfo.InvariantCulture) : Due;
                var due = days.At(Enumerable.Range(late, 400).Select(to.AddDays)
                    .First(dueDay => calendar is null || ReferenceData.IsWorkday(calendar, dueDay)), time);
                DateTimeOffset? given =
                    log.Where(entry => entry.Type == "reportHandedOut" && entry.Text("account") == account && entry.Text("report") == kind)
                    .Where(entry => entry.Day("from") == from && entry.Day("to") == to && entry.OccurredAt >= end)
                    .Select(entry => (DateTimeOffset?)entry.OccurredAt).Min();
                var row = new DueReport(account, name, from, to, due, given, false, "");
                var raised = log.Any(entry => entry.Type == "reportMissed" && entry.Id == row.MissedId());
                return row with { Raised = raised, Verdict = given is null ? due < now ? "missed" : "open" : given > due ? "late" : raised
                    ? "withdrawn" : "met" };
            }
        }
    }

    /// <summary>The reportMissed events without a reason, and those that are lacking.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var entry in log.Where(entry => entry.Type == "reportMissed"))
        {
            var then = new Reports([.. log.Where(other => other.Position < entry.Position)], days, entry.RecordedAt);
            if (!then.All().Any(row => row.MissedId() == entry.Id && row is { Verdict: "missed", Raised: false }
                && row.DueAt == entry.Time("dueAt") && row.DueAt == entry.OccurredAt))
                yield return $"{entry.Stream}: reportMissed {entry.Data} at position {entry.Position} had no reason";
            if (entry.Source != "clock") yield return $"{entry.Stream}: reportMissed at position {entry.Position} is from {entry.Source}";
        }
        foreach (var row in All().Where(row => row is { Verdict: "missed", Raised: false }))
            yield return $"{row.Account}: the {row.Report} from {row.From:yyyy-MM-dd} was due at {row.DueAt:O}, "
                + "was not handed out, and the clock did not say so";
    }

    // What was recorded before: the company's newest settings name a calendar, of which the newest counts.
    private LogEvent? CompanyCalendar(DateTimeOffset before)
    {
        var name = CompanySet(before)?.Text("calendar");
        return name is null ? null : Newest(before, entry => entry.Type == "calendarSet" && entry.Text("calendar") == name);
    }

    private LogEvent? CompanySet(DateTimeOffset before) => Newest(before, entry => entry.Type == "companySet");

    private LogEvent? Newest(DateTimeOffset before, Func<LogEvent, bool> isMeant) =>
        log.Where(entry => entry.RecordedAt < before && isMeant(entry)).OrderBy(entry => entry.Position)
            .OrderBy(entry => entry.OccurredAt).LastOrDefault();

    private static DateTimeOffset Begins(LogEvent set) => set.Time("effectiveFrom") ?? set.OccurredAt;
}
