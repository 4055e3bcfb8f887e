using System.Collections.Immutable;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Cases;

/// <summary>理赔状态. Disputed: the posts do not agree (签批意见不一致).</summary>
public enum ClaimStatus { Filed, Investigated, Reported, Approved, Disapproved, Disputed, Escalated, Suspended, Settled, Paid, Rejected }

/// <summary>The steps of a claim.</summary>
public static class ClaimSteps
{
    public const string Investigation = "investigation", Report = "report", DeductionReport = "deductionReport",
        Arbitration = "arbitration", Settlement = "settlement", Salvage = "salvage";
}

/// <summary>What the rules and the row of a claim read.</summary>
public sealed record Claim : CaseState
{
    public decimal Claimed { get; init; }

    public ExceptionKind? Kind { get; init; }

    public ExceptionCause? Cause { get; init; }

    public string? ExceptionId { get; init; }

    public bool IsInvestigated { get; init; }

    public bool IsReported { get; init; }

    /// <summary>
    /// The newest opinion of each post on the newest report; null where it does not approve, else the amount it agrees to.
    /// </summary>
    public ImmutableSortedDictionary<string, decimal?> Opinions { get; init; } =
        ImmutableSortedDictionary.Create<string, decimal?>(StringComparer.Ordinal);

    public bool IsEscalated { get; init; }

    public decimal? Arbitrated { get; init; }

    public decimal? Settled { get; init; }

    public bool IsRejected { get; init; }

    public decimal Paid { get; init; }

    public decimal Deducted { get; init; }

    public decimal Recovered { get; init; }

    public decimal? SalvageValue { get; init; }

    public decimal? SalvageSold { get; init; }

    /// <summary>签批意见不一致: some approve and some do not, or they agree to different amounts.</summary>
    public bool IsDisputed => Opinions.Values.Distinct().Count() > 1;

    /// <summary>What may be paid: what all posts agree to, or what was arbitrated; null while nothing may be.</summary>
    public decimal? Approved => Arbitrated ?? (IsEscalated || IsDisputed || Opinions.Count == 0 ? null : Opinions.Values.First());

    public ClaimStatus Status =>
        IsRejected ? ClaimStatus.Rejected
        : Settled is { } settled ? Paid >= settled ? ClaimStatus.Paid : ClaimStatus.Settled
        : RestsSince is not null ? ClaimStatus.Suspended
        : Approved is not null ? ClaimStatus.Approved
        : IsEscalated ? ClaimStatus.Escalated
        : IsDisputed ? ClaimStatus.Disputed
        : Opinions.Count > 0 ? ClaimStatus.Disapproved
        : IsReported ? ClaimStatus.Reported
        : IsInvestigated ? ClaimStatus.Investigated : ClaimStatus.Filed;
}
