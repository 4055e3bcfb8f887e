namespace OrderTracking.Domain.Events;

/// <summary>投诉来源: a customer or consignee, or a colleague (内部).</summary>
public enum ComplaintOrigin { External, Internal }

/// <summary>投诉. An event of a complaint.</summary>
public abstract record ComplaintEvent : CaseEvent;

/// <summary>受理投诉.</summary>
/// <param name="Channel">How it came in: phone, web, letter …</param>
/// <param name="FirstHandler">首问: the handle of who took it first, and stays responsible for its being answered.</param>
public sealed record ComplaintReceived(
    string Account, string Channel, string Content, ComplaintOrigin? Origin = null, string? FirstHandler = null,
    IReadOnlyList<string>? Waybills = null, Person? Complainant = null) : ComplaintEvent;

/// <summary>投诉判定. Whether it is founded (有效投诉).</summary>
public sealed record ComplaintJudged(
    bool Founded, string Grounds, ExceptionCause? Cause = null, string? ResponsibleStation = null) : ComplaintEvent;

/// <summary>答复. Whoever complained has an answer.</summary>
public sealed record ComplaintAnswered(string Answer) : ComplaintEvent;

/// <summary>处理完毕.</summary>
/// <param name="Post">The post responsible (责任岗位).</param>
public sealed record ComplaintResolved(string Post, string Measure) : ComplaintEvent;

/// <summary>投诉回访.</summary>
/// <param name="Satisfied">满意度: from 1, not at all, to 5, fully.</param>
public sealed record ComplainantCalledBack(int Satisfied, string? Note = null) : ComplaintEvent;

/// <summary>重新处理. It is to be answered and resolved anew.</summary>
public sealed record ComplaintReopened(string Reason) : ComplaintEvent;

/// <summary>整改方案. What is to be done so that it does not happen again; the newest of an action counts.</summary>
public sealed record ComplaintActionSet(string ActionId, string Owner, string Measure, DateTimeOffset DueAt) : ComplaintEvent;

/// <summary>整改验证.</summary>
public sealed record ComplaintActionVerified(string ActionId, string? Note = null) : ComplaintEvent;
