using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Deadlines;

/// <summary>
/// A standard that a waybill is held to, and when it was kept. Whether it was kept in time needs a clock where it is still open, so
/// the verdict is not part of the row.
/// </summary>
/// <param name="Deadline">Tells it from the waybill's others and stays the same when it moves: its rule, and what it belongs to.</param>
/// <param name="Station">Responsible for it.</param>
/// <param name="StartedAt">What set it running happened then.</param>
/// <param name="KnownInTime">What set it running was recorded before it was due; otherwise nobody could have been warned.</param>
/// <param name="DueDay">The company's day of <paramref name="DueAt"/>.</param>
/// <param name="KeptAt">When what was asked for had been done; a report back counts when it was recorded.</param>
/// <param name="Raised">The clock found nothing known at the due time.</param>
/// <param name="Withdrawn">
/// Raised, but what is known by now shows that it was kept, that it was due at another time, or that nothing was asked for.
/// </param>
/// <param name="Excused">An exception of the waybill was resolved as excused, with reason code, evidence and approver.</param>
/// <param name="About">What it belongs to: the exception, or the next station of a leg or a plan.</param>
/// <param name="Loading">What was planned and loaded, where a plan to load is asked to be kept.</param>
public sealed record DeadlineRow(
    string Waybill,
    string Deadline,
    DeadlineRule Rule,
    string Account,
    string Lane,
    string Station,
    DateTimeOffset? StartedAt,
    bool KnownInTime,
    DateTimeOffset DueAt,
    DateOnly DueDay,
    DateTimeOffset? KeptAt,
    DateOnly? KeptDay,
    bool Raised,
    bool Withdrawn,
    bool Excused,
    string? About,
    LoadingCheck? Loading) : IViewRow
{
    string IViewRow.Key => Deadline;

    /// <summary>The id of what the clock says, or said, of it.</summary>
    public Guid MissedId() => MissedDeadlines.IdOf(Waybill, Deadline.Split('@')[0], DueAt);

    /// <summary>The clock should say so, once the due time is past.</summary>
    public bool IsToBeRaised() => KeptAt is null && KnownInTime && !Raised && !Withdrawn;

    // Every kind of fact that starts, keeps, moves or ends a deadline; what is left is talk.
    public static bool Reads(WaybillEvent waybillEvent) => waybillEvent is not (
        StockedIn or DeliveryFailed or Waybills.Refused or ReceiptCollected or ReceiptSentBack or ReceiptHandedOver or CustomerNotified
        or ConsigneeCalledBack or ClaimOpened or ClaimSettled);

    public static IEnumerable<DeadlineRow> Rows(History history, Company company) => new DeadlineFold(history, company).Rows();
}

/// <summary>What can be said of a deadline.</summary>
public enum DeadlineVerdict { Met, Late, Missed, Open, Withdrawn }

public static class DeadlineVerdicts
{
    public static DeadlineVerdict Verdict(this DeadlineRow row, DateTimeOffset now)
    {
        if (row.Withdrawn) return DeadlineVerdict.Withdrawn;
        if (row.KeptAt is { } kept) return kept <= row.DueAt ? DeadlineVerdict.Met : DeadlineVerdict.Late;
        return row.DueAt < now ? DeadlineVerdict.Missed : DeadlineVerdict.Open;
    }
}
