namespace OrderTracking.Domain.Events;

/// <summary>
/// Reference data that rules read: of an account, a lane, a station, a calendar or a penalty schedule. Each event states all of its members
/// anew; a member left out is no longer set.
/// </summary>
public abstract record ReferenceEvent : DomainEvent;

/// <summary>客户等级: 立项, 重点, 普通.</summary>
public enum AccountTier { Project, Key, Ordinary }

/// <summary>Hours that freight may take or stay before it is watched. A limit left out is the company's default.</summary>
/// <param name="DispatchHours">From the order until a vehicle is requested to pick the goods up.</param>
/// <param name="DeliveryDispatchHours">From the arrival at the destination until a vehicle is requested to deliver them.</param>
public sealed record Limits(
    int? SortingHours = null, int? OriginHours = null, int? TransitHours = null, int? TransferHours = null, int? DestinationHours = null,
    int? DispatchHours = null, int? DeliveryDispatchHours = null);

/// <summary>客户. What a customer has agreed with us, in force for waybills received from <paramref name="EffectiveFrom"/> on.</summary>
/// <param name="EffectiveFrom">Defaults to <see cref="DomainEvent.OccurredAt"/>.</param>
/// <param name="Calendar">The calendar whose workdays receipt terms are counted in; left out, all days count.</param>
/// <param name="ReceiptDays">Days after the closing within which a receipt must be back: workdays if a calendar is named.</param>
/// <param name="ReportBackHours">Hours within which an exception must be reported back.</param>
/// <param name="Instructions">Standing instructions for this customer (特殊要求).</param>
/// <param name="Reports">
/// The reports that are due for the customer. A project or key account with the monthly analysis owes the archive report, too.
/// </param>
/// <param name="LoadingConfirmation">
/// Time of day, on the company's clock, by which it must be known whether what is planned for a day can leave; 17:00 by default.
/// </param>
/// <param name="OrderCompleteHours">Hours within which an order must hold all that its channel asks for.</param>
/// <param name="MeasurementTolerancePercent">
/// By how much a measured weight or volume may differ from the order's before that is an exception; 5 by default.
/// </param>
/// <param name="InsuranceIncluded">运费中含保: whether the freight charge includes the insurance of the goods.</param>
public sealed record AccountSet(
    string Account,
    string? Name = null,
    AccountTier? Tier = null,
    string? Calendar = null,
    int? ReceiptDays = null,
    int? ReportBackHours = null,
    Limits? Limits = null,
    string? Instructions = null,
    IReadOnlyList<ReportKind>? Reports = null,
    TimeOnly? LoadingConfirmation = null,
    int? OrderCompleteHours = null,
    int? MeasurementTolerancePercent = null,
    DateTimeOffset? EffectiveFrom = null,
    bool? InsuranceIncluded = null) : ReferenceEvent;

/// <summary>客户网点. The sites (分公司) of a customer, which are called in rounds.</summary>
/// <param name="Sites">All of them.</param>
/// <param name="EffectiveFrom">Defaults to <see cref="DomainEvent.OccurredAt"/>.</param>
public sealed record AccountSitesSet(string Account, IReadOnlyList<AccountSite> Sites, DateTimeOffset? EffectiveFrom = null)
    : ReferenceEvent;

/// <param name="Station">Our station that serves it.</param>
public sealed record AccountSite(string Code, string? Name = null, string? Station = null);

/// <summary>
/// What is handed out, and how often: of accounts the exceptions of a day, the weekly, the monthly analysis and the monthly archive report
/// (客户关系管理档案), of the department its monthly (月工作报告).
/// </summary>
public enum ReportKind
{
    DailyExceptions, WeeklyAccount, MonthlyAccount, MonthlyArchive, MonthlyDepartment, MonthlyClaims, MonthlyComplaints, MonthlyGroup,
}

public static class ReportKinds
{
    /// <summary>Whether it is of the department, and so of no account: 「每月10日前」, 「每月10号前形成月报表」.</summary>
    public static bool IsOfDepartment(this ReportKind kind) => kind is ReportKind.MonthlyDepartment or ReportKind.MonthlyClaims
        or ReportKind.MonthlyComplaints or ReportKind.MonthlyGroup;
}

/// <summary>客户经理交接. From then on the account has another manager.</summary>
/// <param name="Manager">A handle, never a personal name.</param>
/// <param name="HandOver">What the next manager needs to know.</param>
/// <param name="AtStation">
/// 到站公司指定客户经理: a second manager, at a destination station, who helps with what goes there and sees that part of the account. Left
/// out, the account's own manager.
/// </param>
public sealed record AccountManagerAssigned(
    string Account, string Manager, DateTimeOffset From, string? HandOver = null, string? AtStation = null) : ReferenceEvent;

/// <summary>代办委托. The customer has us fill in the waybills of its orders, until further notice or for some time.</summary>
/// <param name="Mandate">Its name, unique within the account: orders name it.</param>
/// <param name="Reason">委托原因.</param>
/// <param name="From">The first day on which orders may name it.</param>
/// <param name="To">The last day; left out, it has no end yet.</param>
/// <param name="Grantor">委托单位: the company, or a handle of the person; never a personal name.</param>
/// <param name="Evidence">Where the signed or stamped paper is kept. What is on it, an identity number above all, is not stored.</param>
public sealed record MandateGranted(
    string Account, string Mandate, string Reason, DateOnly From, string Grantor, string Evidence, DateOnly? To = null) : ReferenceEvent;

/// <summary>交接确认. The next manager took over items of a hand-over.</summary>
/// <param name="Assignment">The AccountManagerAssigned that began the hand-over.</param>
/// <param name="Items">As the hand-over names them.</param>
/// <param name="Complete">Whether nothing was left to be taken over.</param>
public sealed record HandOverAccepted(string Account, Guid Assignment, IReadOnlyList<string> Items, bool Complete) : ReferenceEvent;

/// <summary>报表交付. A report was handed out; its bytes are kept.</summary>
/// <param name="From">The first day of its period.</param>
/// <param name="To">The day after the last.</param>
/// <param name="Sha256">Of the bytes handed out, in hexadecimal.</param>
/// <param name="Account">Null for the department's.</param>
public sealed record ReportHandedOut(
    ReportKind Report, DateOnly From, DateOnly To, string Format, string Sha256, string? Account = null) : ReferenceEvent;

/// <summary>逾期. A report had not been handed out when it was due.</summary>
/// <param name="Account">Null for the department's.</param>
public sealed record ReportMissed(ReportKind Report, DateOnly From, DateOnly To, DateTimeOffset DueAt, string? Account = null)
    : ReferenceEvent;

/// <summary>备注. What whoever makes a report says about it: an analysis, measures.</summary>
/// <param name="From">The first day of its period.</param>
/// <param name="Account">Null for the department's.</param>
public sealed record ReportNoted(ReportKind Report, DateOnly From, string Note, string? Account = null) : ReferenceEvent;

/// <summary>公司. What holds for the company as a whole.</summary>
/// <param name="Calendar">The calendar of its workdays: a report due on another day is due on the next workday (节假日顺延).</param>
/// <param name="Reports">The reports that are due for the department.</param>
/// <param name="ReportsDueAt">
/// Time of day, on the company's clock, by which monthly reports of the 5th and the 10th are due; 16:00 by default. For the others the
/// handbook says 16:00.
/// </param>
/// <param name="Claims">Within what claims are to be handled; what is left out has its default.</param>
/// <param name="Complaints">Within what complaints are.</param>
/// <param name="Insurance">What is insured, what of it is watched, and within what losses are handled.</param>
/// <param name="Inquiries">Within what inquiries are answered.</param>
/// <param name="RoundMonths">Months from a customer's call round to the next; 3 by default.</param>
/// <param name="Shifts">班次: when each shift of a day starts, on the company's clock; 08:00 and 20:00 by default.</param>
public sealed record CompanySet(
    string? Calendar = null, IReadOnlyList<ReportKind>? Reports = null, TimeOnly? ReportsDueAt = null,
    ClaimStandards? Claims = null, ComplaintStandards? Complaints = null, InsuranceStandards? Insurance = null,
    InquiryStandards? Inquiries = null, int? RoundMonths = null, IReadOnlyList<TimeOnly>? Shifts = null) : ReferenceEvent;

/// <summary>
/// 理赔时限, in workdays of the company's calendar but for the salvage's days. A claim is held to what was set when its step began.
/// </summary>
/// <param name="InvestigationDays">From the filing until the claim is investigated; 2 by default.</param>
/// <param name="ReportDays">From the filing, or from a customer's deduction, until the report is submitted; 3 by default.</param>
/// <param name="SettlementDays">From the filing until it is settled or rejected; 15 by default.</param>
/// <param name="SettlementClasses">Other such days for small claims, by their amount.</param>
/// <param name="ArbitrationDays">From when the posts do not agree until the claim is escalated; 3 by default.</param>
/// <param name="SalvageDays">Days from the valuation until the salvage is sold; 30 by default.</param>
public sealed record ClaimStandards(
    int? InvestigationDays = null, int? ReportDays = null, int? SettlementDays = null,
    IReadOnlyList<SettlementClass>? SettlementClasses = null, int? ArbitrationDays = null, int? SalvageDays = null);

/// <summary>投诉时限.</summary>
/// <param name="AnswerHours">From the reception, or from being reopened, until the complaint is answered; 24 by default.</param>
/// <param name="CallBackDays">Workdays from the resolution until whoever complained is called back; 3 by default.</param>
public sealed record ComplaintStandards(int? AnswerHours = null, int? CallBackDays = null);

/// <summary>投保范围与时限. Goods are told by words that the goods' description holds.</summary>
/// <param name="WatchAbove">
/// CNY: a consignment insured for more is watched until it is delivered; 100,000 by default. Goods for which more is collected on delivery
/// are of high value.
/// </param>
/// <param name="SilenceHours">Hours that watched freight may be without an event; 12 by default.</param>
/// <param name="PapersDays">Workdays from the report of a loss until its papers are handed in; 3 by default.</param>
/// <param name="ExcludedGoods">Goods that are not covered; left out, those of the handbook.</param>
/// <param name="FragileGoods">Goods that are insured because they are fragile; 易碎 and 易损 by default.</param>
/// <param name="HighValueGoods">Goods that are insured because of their value; none by default.</param>
public sealed record InsuranceStandards(
    decimal? WatchAbove = null, int? SilenceHours = null, int? PapersDays = null, IReadOnlyList<string>? ExcludedGoods = null,
    IReadOnlyList<string>? FragileGoods = null, IReadOnlyList<string>? HighValueGoods = null);

/// <summary>查询时限.</summary>
/// <param name="AnswerHours">From the reception until the inquiry is answered; 24 by default.</param>
public sealed record InquiryStandards(int? AnswerHours = null);

/// <summary>Claims of up to an amount, in CNY, are to be settled within so many workdays.</summary>
public sealed record SettlementClass(decimal UpTo, int Days);

/// <summary>既定运行时间. How long goods take on a lane, for waybills received from <paramref name="EffectiveFrom"/> on.</summary>
/// <param name="Hours">From the cut-off that counts for the goods until all pieces are to be at the destination.</param>
/// <param name="CutOff">
/// Goods that come into hand later count from the next day's cut-off; left out, they count from when they are in hand.
/// </param>
/// <param name="Calendar">Days that are not workdays do not count; left out, all days count.</param>
/// <param name="DeliveryHours">
/// From the arrival until the consignee has the goods, or, where the consignee fetches them (自提), knows that they are there. The promise
/// is the sum of both; left out, goods are promised for their arrival.
/// </param>
public sealed record LaneStandardSet(
    string Origin, string Destination, int Hours, TimeOnly? CutOff = null, string? Calendar = null, DateTimeOffset? EffectiveFrom = null,
    int? DeliveryHours = null)
    : ReferenceEvent;

/// <summary>网点.</summary>
/// <param name="Branch">分公司. Code of the branch that it is of from then on; left out, it is of none.</param>
public sealed record StationSet(string Code, string? Name = null, string? City = null, string? Branch = null) : ReferenceEvent;

/// <summary>节假日. Which days are workdays.</summary>
/// <param name="Weekend">Days of the week without work; left out, Saturday and Sunday.</param>
/// <param name="Holidays">Days without work.</param>
/// <param name="Workdays">Days of a weekend on which work is made up (调休).</param>
public sealed record CalendarSet(
    string Calendar, IReadOnlyList<DayOfWeek>? Weekend = null, IReadOnlyList<DateOnly>? Holidays = null,
    IReadOnlyList<DateOnly>? Workdays = null)
    : ReferenceEvent;

/// <summary>罚款单位: 元/票, 元/次.</summary>
public enum PenaltyUnit { Waybill, Case }

/// <summary>
/// 奖罚标准. The fine that is proposed for a standard that was not kept, by the company's day on which it was due; a supervisor confirms or
/// waives it.
/// </summary>
/// <param name="Fine">CNY; of a range the least.</param>
/// <param name="EffectiveFrom">A day after today, unless it is the first penalty schedule of its rule.</param>
/// <param name="MaxFine">CNY: the most of a range (视情况), within which the supervisor decides; left out, the fine is fixed.</param>
/// <param name="Unit">Of a waybill only the first breach of the rule is fined, of a case each; left out, each.</param>
/// <param name="NeedsComplaint">Proposed only for waybills that a complaint is linked to (造成投诉的).</param>
/// <param name="Post">The post that is fined (岗位); left out, the station responsible is.</param>
/// <param name="Supervisor">The post that supervises (监督岗位).</param>
public sealed record PenaltyScheduleSet(
    DeadlineRule Rule, decimal Fine, DateOnly EffectiveFrom, decimal? MaxFine = null, PenaltyUnit? Unit = null, bool? NeedsComplaint = null,
    string? Post = null, string? Supervisor = null) : ReferenceEvent;
