using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Domain.Deadlines;

/// <summary>How far a breach's penalty has come.</summary>
public enum PenaltyStatus { Proposed, Confirmed, Waived }

/// <summary>What a supervisor decided about a breach's penalty.</summary>
/// <param name="Amount">CNY; null when it was waived.</param>
public sealed record PenaltyDecision(decimal? Amount, string Reason, string By, DateTimeOffset At)
{
    public PenaltyStatus Status() => Amount is null ? PenaltyStatus.Waived : PenaltyStatus.Confirmed;
}

/// <summary>建议处罚. What the penalty schedule proposes for breaches.</summary>
public static class Penalties
{
    /// <summary>
    /// The line of the penalty schedule that proposes a penalty for a breach: that of the day on which it was due. Null where there is
    /// none, where it asks for a complaint and none is linked, and where it counts waybills and another breach of the rule came first.
    /// </summary>
    /// <param name="isFirst">Whether it is the waybill's first breach of its rule.</param>
    /// <remarks>In SQL: breaches_report.sql.</remarks>
    public static InForce<PenaltyScheduleSet>? ProposedFor(this ReferenceSnapshot reference, DeadlineRow row, bool isFirst) =>
        row.Withdrawn ? null : reference.Proposed(row.Rule, row.DueDay, isFirst, row.ComplaintId is not null);

    /// <summary>The same for a report that was not handed out, which belongs to no waybill.</summary>
    public static InForce<PenaltyScheduleSet>? ProposedForReport(this ReferenceSnapshot reference, DateOnly dueDay) =>
        reference.Proposed(DeadlineRule.Report, dueDay, isFirst: true, hasComplaint: false);

    /// <summary>The breach of a waybill that a decision is about, if a penalty is proposed for it.</summary>
    internal static InForce<PenaltyScheduleSet>? ProposedFor(
        this ReferenceSnapshot reference, IReadOnlyCollection<DeadlineRow> rows, string deadline, DateTimeOffset now)
    {
        var breaches = rows.Where(row => row.Verdict(now) is DeadlineVerdict.Late or DeadlineVerdict.Missed).ToList();
        if (breaches.Find(row => row.Deadline == deadline) is not { } found) return null;
        var first = breaches.Where(row => row.Rule == found.Rule)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Deadline, StringComparer.Ordinal).First();
        return reference.ProposedFor(found, first == found);
    }

    private static InForce<PenaltyScheduleSet>? Proposed(
        this ReferenceSnapshot reference, DeadlineRule rule, DateOnly dueDay, bool isFirst, bool hasComplaint) =>
        reference.PenaltySchedule(rule, dueDay) is { Event: var line } schedule && (isFirst || line.Unit != PenaltyUnit.Waybill)
            && (hasComplaint || line.NeedsComplaint is not true) ? schedule : null;
}
