using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>A report that an account's terms name, and when it was handed out. The verdict needs a clock, so it is not part of it.</summary>
/// <param name="HandedOutAt">When a report of the whole period was first handed out.</param>
/// <param name="Raised">The clock found nothing handed out at the due time.</param>
public sealed record ReportDeadline(
    string Account, ReportKind Report, DateOnly From, DateOnly To, DateTimeOffset DueAt, DateOnly DueDay, DateTimeOffset? HandedOutAt, bool Raised)
{
    /// <summary>The id of what the clock says, or said, of it.</summary>
    public Guid MissedId() => MissedDeadlines.IdOf(ReferenceStreams.Account(Account), $"{DeadlineRule.Report.Wire()}/{Report.Wire()}/{From:yyyy-MM-dd}", DueAt);

    /// <summary>The clock should say so, once the due time is past.</summary>
    public bool IsToBeRaised() => HandedOutAt is null && !Raised;

    public DeadlineVerdict Verdict(DateTimeOffset now)
    {
        if (HandedOutAt is not { } handedOut) return DueAt < now ? DeadlineVerdict.Missed : DeadlineVerdict.Open;
        if (handedOut > DueAt) return DeadlineVerdict.Late;
        return Raised ? DeadlineVerdict.Withdrawn : DeadlineVerdict.Met;
    }
}

/// <summary>One account's stream to the reports that are due to it.</summary>
public static class ReportDeadlines
{
    private static readonly ReportKind[] Kinds = Enum.GetValues<ReportKind>();

    /// <summary>
    /// Of every period that had not ended when the account's terms were recorded, up to the one that is running now. Terms recorded or in
    /// force only after a period's end do not reach back to it, so no report is ever late before anybody could know of it.
    /// </summary>
    public static IEnumerable<ReportDeadline> Rows(string account, IReadOnlyList<RecordedEvent<DomainEvent>> stream, Company company, DateTimeOffset now)
    {
        var terms = stream.Where(entry => entry.Event is AccountSet).Select(entry => (entry.RecordedAt, Set: (AccountSet)entry.Event)).ToList();
        if (terms.Count == 0) yield break;
        var handedOut = stream.Where(entry => entry.Event is ReportHandedOut)
            .ToLookup(entry => (ReportHandedOut)entry.Event switch { var report => (report.Report, report.From, report.To) }, entry => entry.Event.OccurredAt);
        var missed = stream.Where(entry => entry.Event is ReportMissed).Select(entry => entry.Id).ToHashSet();
        foreach (var kind in Kinds)
            for (var period = ReportPeriod.Of(kind, company.Day(terms[0].RecordedAt)); company.Begin(period.From) <= now; period = period.Next())
            {
                var end = company.Begin(period.To);
                if (InForce(terms, end) is not { Reports: { } reports } set || !reports.Contains(kind) || period.DueAt(set.Tier, company) is not { } due) continue;
                var given = handedOut[(kind, period.From, period.To)].Where(at => at >= end).Select(at => (DateTimeOffset?)at).Min();
                var row = new ReportDeadline(account, kind, period.From, period.To, due, company.Day(due), given, false);
                yield return row with { Raised = missed.Contains(row.MissedId()) };
            }
    }

    /// <summary>Every report that was due and is not handed out, and not said yet.</summary>
    public static IReadOnlyList<NewEvent> Missed(string account, IReadOnlyList<RecordedEvent<DomainEvent>> stream, Company company, DateTimeOffset now) =>
    [
        .. Rows(account, stream, company, now)
            .Where(row => row.IsToBeRaised() && row.DueAt < now)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Report)
            .Select(row => new NewEvent(
                row.MissedId(),
                new ReportMissed(account, row.Report, row.From, row.To, row.DueAt) { OccurredAt = row.DueAt, Station = "", By = DerivedExceptions.By },
                EventSource.Clock)),
    ];

    // The newest of those known before the period ended and in force by then.
    private static AccountSet? InForce(List<(DateTimeOffset RecordedAt, AccountSet Set)> terms, DateTimeOffset end)
    {
        (DateTimeOffset From, AccountSet Set)? found = null;
        foreach (var (recorded, set) in terms)
            if (recorded < end && (set.EffectiveFrom ?? set.OccurredAt) is var from && from < end && (found is null || from >= found.Value.From)) found = (from, set);
        return found?.Set;
    }
}
