using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>
/// A report that an account's terms name, and when it was handed out. The verdict depends on the clock, so it is not in the row.
/// </summary>
/// <param name="HandedOutAt">When a report of the whole period was first handed out.</param>
/// <param name="Raised">Whether a ReportMissed was recorded.</param>
public sealed record ReportDeadline(
    string Account, ReportKind Report, DateOnly From, DateOnly To, DateTimeOffset DueAt, DateOnly DueDay, DateTimeOffset? HandedOutAt,
    bool Raised)
{
    /// <summary>The id of its ReportMissed event, whether or not that was recorded.</summary>
    public Guid MissedId() =>
        MissedDeadlines.IdOf(ReferenceStreams.Account(Account), $"{DeadlineRule.Report.Wire()}/{Report.Wire()}/{From:yyyy-MM-dd}", DueAt);

    /// <summary>Whether a ReportMissed is to be recorded once the due time is past.</summary>
    public bool IsToBeRaised() => HandedOutAt is null && !Raised;

    public DeadlineVerdict Verdict(DateTimeOffset now)
    {
        if (HandedOutAt is not { } handedOut) return DueAt < now ? DeadlineVerdict.Missed : DeadlineVerdict.Open;
        if (handedOut > DueAt) return DeadlineVerdict.Late;
        return Raised ? DeadlineVerdict.Withdrawn : DeadlineVerdict.Met;
    }
}

/// <summary>Works out from an account's stream which reports are due.</summary>
public static class ReportDeadlines
{
    private static readonly ReportKind[] Kinds = Enum.GetValues<ReportKind>();

    /// <summary>
    /// One row for each period that had not ended when the account's terms were recorded, up to the current period. Terms recorded or in
    /// force only after a period's end do not apply to it, so no report is late before anybody could know that it was due.
    /// </summary>
    public static IEnumerable<ReportDeadline> Rows(
        string account, IReadOnlyList<RecordedEvent<DomainEvent>> stream, Company company, DateTimeOffset now)
    {
        var terms = stream.Where(entry => entry.Event is AccountSet).Select(entry => (entry.RecordedAt, Set: (AccountSet)entry.Event))
            .ToList();
        if (terms.Count == 0) yield break;
        var handedOut = stream.Where(entry => entry.Event is ReportHandedOut)
            .ToLookup(entry => (ReportHandedOut)entry.Event switch { var report => (report.Report, report.From, report.To) },
                entry => entry.Event.OccurredAt);
        var missed = stream.Where(entry => entry.Event is ReportMissed).Select(entry => entry.Id).ToHashSet();
        foreach (var kind in Kinds)
            for (var period = ReportPeriod.Of(kind, company.Day(terms[0].RecordedAt)); company.Begin(period.From) <= now;
                period = period.Next())
            {
                var end = company.Begin(period.To);
                if (InForce(terms, end) is not { Reports: { } reports } set || !reports.Contains(kind)
                    || period.DueAt(set.Tier, company) is not { } due) continue;
                var given = handedOut[(kind, period.From, period.To)].Where(at => at >= end).Select(at => (DateTimeOffset?)at).Min();
                var row = new ReportDeadline(account, kind, period.From, period.To, due, company.Day(due), given, false);
                yield return row with { Raised = missed.Contains(row.MissedId()) };
            }
    }

    /// <summary>One ReportMissed for each report that is past due, not handed out and not raised yet.</summary>
    public static IReadOnlyList<NewEvent> Missed(
        string account, IReadOnlyList<RecordedEvent<DomainEvent>> stream, Company company, DateTimeOffset now) =>
    [
        .. Rows(account, stream, company, now)
            .Where(row => row.IsToBeRaised() && row.DueAt < now)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Report)
            .Select(row => new NewEvent(
                row.MissedId(),
                new ReportMissed(account, row.Report, row.From, row.To, row.DueAt) { OccurredAt = row.DueAt, Station = "",
                    By = DerivedExceptions.By },
                EventSource.Clock)),
    ];

    // The newest terms that were recorded before the period ended and in force by then.
    private static AccountSet? InForce(List<(DateTimeOffset RecordedAt, AccountSet Set)> terms, DateTimeOffset end)
    {
        (DateTimeOffset From, AccountSet Set)? found = null;
        foreach (var (recorded, set) in terms)
            if (recorded < end && (set.EffectiveFrom ?? set.OccurredAt) is var from && from < end
                && (found is null || from >= found.Value.From)) found = (from, set);
        return found?.Set;
    }
}
