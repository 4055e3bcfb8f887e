namespace OrderTracking.Oracle;

/// <param name="Report">weekly-account or monthly-account: the daily sheet has no due time.</param>
/// <param name="Raised">Whether a reportMissed was recorded.</param>
public sealed record DueReport(
    string Account, string Report, DateOnly From, DateOnly To, DateTimeOffset DueAt, DateTimeOffset? HandedOutAt, bool Raised,
    string Verdict)
{
    public Guid MissedId() => DerivedId.OfMissed($"account:{Account}", $"report/{Report}/{From:yyyy-MM-dd}", DueAt);
}

/// <summary>The reports due to accounts: when each is due, and when it was handed out.</summary>
/// <param name="log">The whole log, or its beginning up to some position.</param>
public sealed class Reports(IReadOnlyList<LogEvent> log, Days days, DateTimeOffset now)
{
    private static readonly TimeOnly Due = new(16, 0);

    public IEnumerable<DueReport> All()
    {
        foreach (var account in log.Where(entry => entry.Type == "accountSet").Select(entry => entry.Text("account")!).Distinct())
        {
            var terms = log.Where(entry => entry.Type == "accountSet" && entry.Text("account") == account).ToList();
            // Day by day, from the week or month in which terms were first known.
            for (var day = days.Of(terms[0].RecordedAt).AddDays(-31); days.At(day, default) <= now; day = day.AddDays(1))
            {
                if (day.DayOfWeek == DayOfWeek.Monday && Of("weeklyAccount", "weekly-account", day, day.AddDays(7)) is { } week)
                    yield return week;
                if (day.Day == 1 && Of("monthlyAccount", "monthly-account", day, day.AddMonths(1)) is { } month) yield return month;
            }

            DueReport? Of(string kind, string name, DateOnly from, DateOnly to)
            {
                // Only terms recorded, and in force, before the period ended count.
                var end = days.At(to, default);
                var inForce = terms.Where(set => set.RecordedAt < end && Begins(set) < end).OrderBy(Begins).LastOrDefault();
                if (inForce is null || !inForce.Texts("reports").Contains(kind)) return null;
                var due = days.At(kind == "weeklyAccount" ? to : to.AddDays(inForce.Text("tier") is "project" or "key" ? 1 : 4), Due);
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

    private static DateTimeOffset Begins(LogEvent set) => set.Time("effectiveFrom") ?? set.OccurredAt;
}
