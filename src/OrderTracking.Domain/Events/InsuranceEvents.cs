namespace OrderTracking.Domain.Events;

/// <summary>投保货物范围. Why goods are to be insured.</summary>
public enum DeclarationReason
{
    /// <summary>客户已向我司投保.</summary>
    Insured,

    /// <summary>运费中含保.</summary>
    Included,

    /// <summary>未投保的高价值货物.</summary>
    HighValue,

    /// <summary>未投保的易损耗货物: whether they are taken is asked case by case.</summary>
    Fragile,
}

/// <summary>投保. An event of the insurance of one consignment as a whole (整票).</summary>
public abstract record InsuranceEvent : CaseEvent;

/// <summary>投保申报. The consignment is on the declaration list (货物投保清单) that is handed in.</summary>
/// <param name="Amount">CNY insured.</param>
public sealed record CoverSubmitted(string Account, string Waybill, decimal Amount, DeclarationReason Reason) : InsuranceEvent;

/// <summary>承保. The insurer covers it.</summary>
/// <param name="Premium">CNY.</param>
public sealed record CoverConfirmed(string Policy, decimal? Premium = null) : InsuranceEvent;

/// <summary>不承保.</summary>
public sealed record CoverDeclined(string Reason) : InsuranceEvent;

/// <summary>出险. Something happened to what is covered; the papers for the insurer are to be handed in.</summary>
/// <param name="Amount">CNY lost, as estimated.</param>
/// <param name="ExceptionId">The exception of the waybill that it is.</param>
public sealed record LossReported(string Description, decimal? Amount = null, string? ExceptionId = null) : InsuranceEvent;

/// <summary>递交资料. The papers are handed to those who deal with the insurer (采购部).</summary>
/// <param name="Papers">References to them.</param>
public sealed record LossPapersSubmitted(IReadOnlyList<string>? Papers = null, string? Note = null) : InsuranceEvent;

/// <summary>保险索赔.</summary>
/// <param name="Amount">CNY claimed from the insurer.</param>
/// <param name="Reference">The insurer's number of the claim.</param>
public sealed record InsurerClaimFiled(decimal Amount, string? Reference = null) : InsuranceEvent;

/// <summary>保险赔付. May be paid in instalments.</summary>
/// <param name="Payment">The payment's reference.</param>
public sealed record InsurerPaid(decimal Amount, string? Payment = null) : InsuranceEvent;

/// <summary>保险拒赔. The insurer pays nothing, or nothing more.</summary>
public sealed record InsurerRefused(string Reason) : InsuranceEvent;
