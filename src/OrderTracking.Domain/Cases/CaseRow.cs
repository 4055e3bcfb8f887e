using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Domain.Cases;

/// <summary>
/// A case as lists and figures read it: what all kinds have in common, and one part that only its kind has. Without persons: those stand
/// in the log alone.
/// </summary>
public sealed record CaseRow : IViewRow
{
    /// <summary>The key of its stream.</summary>
    public required string Stream { get; init; }

    public required string Kind { get; init; }

    public required string Number { get; init; }

    public required string Account { get; init; }

    public required string Station { get; init; }

    public string? ResponsibleStation { get; init; }

    public required string Status { get; init; }

    public required ValueList<string> Waybills { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? SuspendedSince { get; init; }

    public required ValueList<CaseStep> Steps { get; init; }

    /// <summary>The due time of the step by which it is counted as handled in time; null while that has not begun.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The earliest due time of what is open; null when nothing is, and while the case is suspended.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    public required DateTimeOffset LastEventAt { get; init; }

    public ClaimPart? Claim { get; init; }

    public ComplaintPart? Complaint { get; init; }

    public InsurancePart? Insurance { get; init; }

    public InquiryPart? Inquiry { get; init; }

    public RoundPart? Round { get; init; }

    public DeskPart? Desk { get; init; }

    string IViewRow.Waybill => Stream;

    string IViewRow.Key => "";

    public static IEnumerable<CaseRow> Rows(CaseHistory history) =>
        CaseStreams.TypeOf(history.Stream)?.Row(history) is { } row ? [row] : [];

    /// <summary>The stations whose callers may see the case: that which opened it, and that which is found responsible.</summary>
    public static IEnumerable<StationVisitRow> Visits(CaseHistory history) =>
        from row in Rows(history)
        from station in new[] { row.Station, row.ResponsibleStation }.OfType<string>().Distinct()
        select new StationVisitRow(history.Stream, station, OnWay: true);

    public StepVerdict? VerdictOf(string step, DateTimeOffset now) =>
        Steps.Find(each => each.Name == step)?.Verdict(SuspendedSince, now);
}

/// <summary>What only a complaint's row has.</summary>
/// <param name="Founded">Null while it is not judged.</param>
/// <param name="Actions">Corrective actions that are not verified yet.</param>
public sealed record ComplaintPart(
    ComplaintOrigin Origin, bool? Founded, ExceptionCause? Cause, string? Post, int? Satisfied, int Reopened, int Actions);

/// <summary>What only a call round's row has.</summary>
/// <param name="Sites">All sites that the account had, in order of code.</param>
/// <param name="Follows">The number of the round before, where it was named.</param>
public sealed record RoundPart(ValueList<RoundSite> Sites, string? Follows, string? FollowedBy, DateTimeOffset? ReportedAt);

/// <summary>A site of a customer in a round, by its newest call.</summary>
/// <param name="Reached">Null while it was not called.</param>
/// <param name="ResolvedAt">When what was wrong was put right.</param>
public sealed record RoundSite(
    string Site, bool InRound, DateTimeOffset? CalledAt = null, bool? Reached = null, int? Satisfied = null, ExceptionKind? Fault = null,
    DateTimeOffset? ResolvedAt = null, string? Waybill = null, string? ExceptionId = null, string? ComplaintId = null)
{
    /// <summary>From which answer on, of 1 to 5, a site counts as content (反馈良好).</summary>
    public const int ContentFrom = 4;

    /// <summary>Whether something is wrong there still.</summary>
    public bool IsFaulty() => Fault is not null && ResolvedAt is null;
}

/// <summary>What only a desk note's row has.</summary>
/// <param name="Writer">The handle of who wrote it.</param>
/// <param name="Receiver">The handle of who accepted it.</param>
/// <param name="Cases">Keys of the cases that it is about.</param>
public sealed record DeskPart(
    string Writer, string? Receiver, bool IsRefused, ValueList<string> Cases, DateTimeOffset? DoneAt, DateTimeOffset? ReviewedAt);

/// <summary>What only a claim's row has; amounts in CNY.</summary>
public sealed record ClaimPart(
    decimal Claimed, decimal? Approved, decimal? Settled, decimal Paid, decimal Recovered, decimal? SalvageValue, decimal? SalvageSold,
    decimal Deducted, ExceptionKind? Kind, ExceptionCause? Cause, string? ExceptionId);

/// <summary>What only an insurance's row has; amounts in CNY.</summary>
/// <param name="Amount">What is insured.</param>
/// <param name="Policy">Null while the cover is not confirmed.</param>
/// <param name="Claimed">From the insurer.</param>
public sealed record InsurancePart(
    decimal Amount, DeclarationReason Reason, string? Policy, decimal? Premium, decimal? Loss, decimal? Claimed, decimal Paid);

/// <summary>What only an inquiry's row has.</summary>
public sealed record InquiryPart(InquiryChannel Channel, InquiryTopic Topic);
