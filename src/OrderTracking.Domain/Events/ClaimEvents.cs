namespace OrderTracking.Domain.Events;

/// <summary>Whom something of a claim's amount was got back from (追偿).</summary>
public enum RecoverySource { Insurer, Carrier, Station, Other }

/// <summary>理赔. An event of a claim.</summary>
public abstract record ClaimEvent : CaseEvent;

/// <summary>理赔立案. Somebody claims an amount for what happened to goods of these waybills, or to none that is known.</summary>
/// <param name="Amount">CNY claimed.</param>
/// <param name="ExceptionId">The exception of one of the waybills that gave rise to it.</param>
public sealed record ClaimFiled(
    string Account, decimal Amount, IReadOnlyList<string>? Waybills = null, string? ExceptionId = null, ExceptionKind? Kind = null,
    Person? Claimant = null, string? Description = null) : ClaimEvent;

/// <summary>调查取证.</summary>
/// <param name="Evidence">References to papers and photos.</param>
public sealed record ClaimInvestigated(
    string Findings, IReadOnlyList<string>? Evidence = null, ExceptionCause? Cause = null, string? ResponsibleStation = null) : ClaimEvent;

/// <summary>理赔报告. What is proposed, to be signed off by the posts (签批). A new report is signed off anew.</summary>
/// <param name="Amount">CNY proposed.</param>
public sealed record ClaimReportSubmitted(decimal Amount, string? Proposal = null) : ClaimEvent;

/// <summary>签批同意. The newest opinion of a post counts.</summary>
/// <param name="Amount">CNY that the post agrees to.</param>
public sealed record ClaimApproved(string Post, decimal Amount) : ClaimEvent;

/// <summary>签批不同意.</summary>
public sealed record ClaimDisapproved(string Post, string Reason) : ClaimEvent;

/// <summary>报仲裁. The posts do not agree, and the group decides.</summary>
public sealed record ClaimEscalated(string? Reason = null) : ClaimEvent;

/// <summary>仲裁.</summary>
/// <param name="Amount">CNY that may be paid.</param>
public sealed record ClaimArbitrated(decimal Amount, string? Reason = null) : ClaimEvent;

/// <summary>暂缓 (法律程序). The claim is before a court or a lawyer, and its clocks rest.</summary>
/// <param name="Paper">The signed paper: a reference.</param>
public sealed record ClaimSuspended(string Paper, string Approver, string? Reason = null) : ClaimEvent;

/// <summary>恢复处理.</summary>
public sealed record ClaimResumed(string? Note = null) : ClaimEvent;

/// <summary>客户扣款. The customer took an amount off what was to be collected; the report follows.</summary>
public sealed record DeductionReported(decimal Amount, string? Waybill = null) : ClaimEvent;

/// <summary>通融赔付建议. What an account manager proposes to pay though it is not owed.</summary>
public sealed record GoodwillProposed(decimal Amount, string Reason) : ClaimEvent;

/// <summary>拒赔.</summary>
public sealed record ClaimRejected(string Reason, string? Approver = null) : ClaimEvent;

/// <summary>结案. The customer agrees to an amount.</summary>
public sealed record SettlementAgreed(decimal Amount) : ClaimEvent;

/// <summary>赔付. May be paid in instalments.</summary>
/// <param name="Payment">The payment's reference.</param>
public sealed record ClaimPaid(decimal Amount, string? Payment = null) : ClaimEvent;

/// <summary>残值估价. The newest counts.</summary>
public sealed record SalvageValued(decimal Amount) : ClaimEvent;

/// <summary>残值处理.</summary>
public sealed record SalvageSold(decimal Amount) : ClaimEvent;

/// <summary>追偿到账.</summary>
public sealed record RecoveryReceived(decimal Amount, RecoverySource From) : ClaimEvent;
