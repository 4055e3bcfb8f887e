namespace OrderTracking.Domain.Events;

/// <summary>网点回访. An event of a call round: every site of a customer is asked (每家分公司都问一遍).</summary>
public abstract record RoundEvent : CaseEvent;

/// <summary>回访立项.</summary>
/// <param name="Sites">Codes of the account's sites that are to be called; left out, all of them.</param>
/// <param name="Follows">The number of the account's earlier round that this one follows.</param>
public sealed record RoundOpened(string Account, IReadOnlyList<string>? Sites = null, string? Follows = null) : RoundEvent;

/// <summary>
/// 客户网点. All sites that the account had when the round was opened: a rule takes them from reference data, so that the coverage is of the
/// sites of that day.
/// </summary>
public sealed record RoundSitesListed(IReadOnlyList<string> Sites) : CaseEvent;

/// <summary>网点回访. The newest call of a site counts.</summary>
/// <param name="Satisfied">满意度: from 1, not at all, to 5, fully; left out where the site did not say.</param>
/// <param name="Fault">What is wrong, by its kind; left out where nothing is.</param>
/// <param name="ExceptionId">The exception of the waybill that was raised for it.</param>
/// <param name="ComplaintId">The complaint about it; one of a number that is not taken yet is opened by this event.</param>
public sealed record SiteCalled(
    string Site, bool Reached, int? Satisfied = null, ExceptionKind? Fault = null, string? Problem = null, string? Waybill = null,
    string? ExceptionId = null, string? ComplaintId = null) : RoundEvent;

/// <summary>故障解决. What was wrong at a site is put right.</summary>
public sealed record SiteFaultResolved(string Site, string Measure) : RoundEvent;

/// <summary>反馈总部. The customer's headquarters have the report of the round.</summary>
/// <param name="Note">建设性改进意见: what is proposed.</param>
public sealed record RoundReported(string? Note = null) : RoundEvent;

/// <summary>下一轮回访. A later round follows this one: a rule records it when that is opened.</summary>
public sealed record RoundFollowed(string Round) : CaseEvent;
