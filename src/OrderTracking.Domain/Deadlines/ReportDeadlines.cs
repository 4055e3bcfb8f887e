using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>
/// A report that is due for an account or the department, and when it was handed out. The verdict depends on the clock, so it is not in
/// the row.
/// </summary>
/// <param name="Account">Null for the department's.</param>
/// <param name="HandedOutAt">When a report of the whole period was first handed out.</param>
/// <param name="Raised">Whether a ReportMissed was recorded.</param>
public sealed record ReportDeadline(
    string? Account, ReportKind Report, DateOnly From, DateOnly To, DateTimeOffset DueAt, DateOnly DueDay, DateTimeOffset? HandedOutAt,
    bool Raised)
{
    /// <summary>The id of its ReportMissed event, whether or not that was recorded.</summary>
    public Guid MissedId() =>
        MissedDeadlines.IdOf(ReferenceStreams.Reports(Account), $"{DeadlineRule.Report.Wire()}/{Report.Wire()}/{From:yyyy-MM-dd}", DueAt);

    /// <summary>Whether a ReportMissed is to be recorded once the due time is past.</summary>
    public bool IsToBeRaised() => HandedOutAt is null && !Raised;

    public DeadlineVerdict Verdict(DateTimeOffset now)
    {
        if (HandedOutAt is not { } handedOut) return DueAt < now ? DeadlineVerdict.Missed : DeadlineVerdict.Open;
        if (handedOut > DueAt) return DeadlineVerdict.Late;
        return Raised ? DeadlineVerdict.Withdrawn : DeadlineVerdict.Met;
    }
}

/// <summary>Works out from an account's stream, or the company's, which reports are due.</summary>
public static class ReportDeadlines
{
    private static readonly ReportKind[] Kinds = Enum.GetValues<ReportKind>();

    /// <summary>The reports of an account; of the department where it is null.</summary>
    public static IEnumerable<ReportDeadline> Rows(ReferenceSnapshot reference, string? account, Company company, DateTimeOffset now) =>
        Rows(account, reference.Stream(ReferenceStreams.Reports(account)), company, now, reference.CompanyKnownBefore);

    /// <summary>
    /// One row for each period that had not ended when the account's terms were recorded, up to the current period. Terms recorded or in
    /// force only after a period's end do not apply to it, nor does a calendar, so no report is late before anybody could know that it was
    /// due.
    /// </summary>
    /// <param name="knownBefore">
    /// What the company had set, and its calendar, as they were known before a time; null where every day is a workday.
    /// </param>
    public static IEnumerable<ReportDeadline> Rows(
        string? account, IReadOnlyList<RecordedEvent<DomainEvent>> stream, Company company, DateTimeOffset now,
        Func<DateTimeOffset, (CompanySet? Set, CalendarSet? Calendar)>? knownBefore = null)
    {
        List<Terms> terms = [.. stream.Select(Terms.Of).OfType<Terms>()];
        if (terms.Count == 0) yield break;
        var handedOut = stream.Where(entry => entry.Event is ReportHandedOut)
            .ToLookup(entry => (ReportHandedOut)entry.Event switch { var report => (report.Report, report.From, report.To) },
                entry => entry.Event.OccurredAt);
        var missed = stream.Where(entry => entry.Event is ReportMissed).Select(entry => entry.Id).ToHashSet();
        (CalendarSet? Set, WorkCalendar? Workdays) calendar = default;
        foreach (var kind in Kinds)
            for (var period = ReportPeriod.Of(kind, company.Day(terms[0].RecordedAt)); company.Begin(period.From) <= now;
                period = period.Next())
            {
                var end = company.Begin(period.To);
                if (InForce(terms, end) is not { } held || !held.Owes(kind)) continue;
                var (set, known) = knownBefore?.Invoke(end) ?? default;
                if (known != calendar.Set) calendar = (known, known is null ? null : new(known));
                if (period.DueAt(held.Tier, company, calendar.Workdays, set?.ReportsDueAt) is not { } due) continue;
                var given = handedOut[(kind, period.From, period.To)].Where(at => at >= end).Select(at => (DateTimeOffset?)at).Min();
                var row = new ReportDeadline(account, kind, period.From, period.To, due, company.Day(due), given, false);
                yield return row with { Raised = missed.Contains(row.MissedId()) };
            }
    }

    /// <summary>One ReportMissed for each report that is past due, not handed out and not raised yet.</summary>
    public static IReadOnlyList<NewEvent> Missed(ReferenceSnapshot reference, string? account, Company company, DateTimeOffset now) =>
        Missed(Rows(reference, account, company, now), now);

    public static IReadOnlyList<NewEvent> Missed(IEnumerable<ReportDeadline> rows, DateTimeOffset now) =>
    [
        .. rows
            .Where(row => row.IsToBeRaised() && row.DueAt < now)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Report)
            .Select(row => new NewEvent(
                row.MissedId(),
                new ReportMissed(row.Report, row.From, row.To, row.DueAt, row.Account) { OccurredAt = row.DueAt, Station = "",
                    By = DerivedExceptions.By },
                EventSource.Clock)),
    ];

    // The newest terms that were recorded before the period ended and in force by then.
    private static Terms? InForce(List<Terms> terms, DateTimeOffset end)
    {
        Terms? found = null;
        foreach (var set in terms)
            if (set.RecordedAt < end && set.From < end && (found is null || set.From >= found.From)) found = set;
        return found;
    }

    private sealed record Terms(DateTimeOffset RecordedAt, DateTimeOffset From, IReadOnlyList<ReportKind>? Reports, AccountTier? Tier)
    {
        public static Terms? Of(RecordedEvent<DomainEvent> entry) => entry.Event switch
        {
            AccountSet set => new(entry.RecordedAt, set.EffectiveFrom ?? set.OccurredAt, set.Reports, set.Tier),
            CompanySet set => new(entry.RecordedAt, set.OccurredAt, set.Reports, null),
            _ => null,
        };

        public bool Owes(ReportKind kind) => Reports is not null && (Reports.Contains(kind)
            || (kind == ReportKind.MonthlyArchive && Tier is (AccountTier.Project or AccountTier.Key)
                && Reports.Contains(ReportKind.MonthlyAccount)));
    }
}
