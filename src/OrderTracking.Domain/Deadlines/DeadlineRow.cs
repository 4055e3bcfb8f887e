using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>
/// A standard that a waybill is held to, and when it was kept. While it is open the verdict depends on the clock, so the verdict is not in
/// the row.
/// </summary>
public sealed record DeadlineRow : IViewRow
{
    public required string Waybill { get; init; }

    /// <summary>
    /// The rule and, after a colon, what it belongs to: unique within the waybill, and unchanged when the due time changes.
    /// </summary>
    public required string Deadline { get; init; }

    public required DeadlineRule Rule { get; init; }

    public required string Account { get; init; }

    public required string Lane { get; init; }

    /// <summary>The station responsible.</summary>
    public required string Station { get; init; }

    /// <summary>When the event that started it happened.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Whether its start was recorded before it was due; otherwise nobody could have been warned, and no miss is raised.</summary>
    public required bool KnownInTime { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The company's day of <see cref="DueAt"/>.</summary>
    public required DateOnly DueDay { get; init; }

    /// <summary>When it was kept; null while it is not. A report back counts from when it was recorded.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    public DateOnly? KeptDay { get; init; }

    /// <summary>Whether a DeadlineMissed was recorded for this due time.</summary>
    public required bool Raised { get; init; }

    /// <summary>
    /// Whether it was raised, although by what is known now it was kept in time, was due at another time, or did not apply.
    /// </summary>
    public required bool Withdrawn { get; init; }

    /// <summary>
    /// Whether nobody can or need keep it any more, because the waybill was closed or cancelled: it is a breach, and nothing to see to.
    /// </summary>
    public bool Ended { get; init; }

    /// <summary>An exception of the waybill was resolved with an excuse that names this, with reason code, evidence and approver.</summary>
    public required bool Excused { get; init; }

    /// <summary>
    /// What it belongs to: the exception, the next station of a leg or a plan, what an order lacks, or why the customer is to be
    /// told (<see cref="NotificationReason"/>).
    /// </summary>
    public string? About { get; init; }

    /// <summary>
    /// The plan and what was loaded; only of <see cref="DeadlineRule.Loading"/> and <see cref="DeadlineRule.LoadingConfirmation"/>.
    /// </summary>
    public LoadingCheck? Loading { get; init; }

    /// <summary>The complaint that is linked to the waybill, the first of several; null without one.</summary>
    public string? ComplaintId { get; init; }

    /// <summary>The newest decision about its penalty; null while there is none.</summary>
    public PenaltyDecision? Penalty { get; init; }

    string IViewRow.Key => Deadline;

    /// <summary>What the order lacks; empty for deadlines of other rules.</summary>
    public IReadOnlyList<OrderField> Gaps() => Rule == DeadlineRule.OrderComplete ? Orders.Split(About) : [];

    /// <summary>The id of its DeadlineMissed event, whether or not that was recorded.</summary>
    public Guid MissedId() => MissedDeadlines.IdOf(Waybill, Deadline.Split('@')[0], DueAt);

    /// <summary>Whether a DeadlineMissed is to be recorded once the due time is past.</summary>
    public bool IsToBeRaised() => KeptAt is null && KnownInTime && !Raised && !Withdrawn;

    // Every type that starts, keeps, moves or ends a deadline.
    public static bool Reads(WaybillEvent waybillEvent) => waybillEvent is
        Received or OrderAmended or PromiseSet or TermsSet or DispatchRequested or VehicleArrived or PickedUp or StockedIn or Arrived
        or HeldForInstruction or ReleasedForDispatch or Sorted or ConsigneeNotified or LoadingPlanned or LoadingConfirmed or Loaded
        or OutForDelivery or Signed or ReturnedToShipper or WrittenOff or ExceptionRaised or ExceptionReportedBack or ExceptionResolved
        or ReceiptReturned or CustomerNotified or CorrectiveActionSet or CorrectiveActionVerified
        or DeadlineMissed or ComplaintLinked or PenaltyConfirmed or PenaltyWaived or Cancelled;

    public static IEnumerable<DeadlineRow> Rows(History history, Company company) => new DeadlineFold(history, company).Rows();
}

/// <summary>The state of a deadline at some time.</summary>
public enum DeadlineVerdict { Met, Late, Missed, Open, Withdrawn }

public static class DeadlineVerdicts
{
    /// <remarks>In SQL: tracking.deadline_verdict.</remarks>
    public static DeadlineVerdict Verdict(this DeadlineRow row, DateTimeOffset now)
    {
        if (row.Withdrawn) return DeadlineVerdict.Withdrawn;
        if (row.KeptAt is { } kept) return kept <= row.DueAt ? DeadlineVerdict.Met : DeadlineVerdict.Late;
        return row.DueAt < now ? DeadlineVerdict.Missed : DeadlineVerdict.Open;
    }
}
