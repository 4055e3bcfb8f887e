using OrderTracking.Domain.Deadlines;

namespace OrderTracking.Domain.Reference;

/// <summary>
/// Something that was laid down and that rules take from: of an account, a lane, a station, a calendar or a penalty schedule. Each says
/// everything anew; what it leaves out is laid down no more.
/// </summary>
public abstract record ReferenceEvent : DomainEvent;

/// <summary>客户等级: 立项, 重点, 普通.</summary>
public enum AccountTier { Project, Key, Ordinary }

/// <summary>How long freight may take and stay before it is watched. What is left out is by the house's terms.</summary>
public sealed record Limits(
    int? SortingHours = null, int? OriginHours = null, int? TransitHours = null, int? TransferHours = null, int? DestinationHours = null);

/// <summary>客户. What a customer has agreed with us, in force for waybills received from <paramref name="EffectiveFrom"/> on.</summary>
/// <param name="EffectiveFrom">From <see cref="DomainEvent.OccurredAt"/> on, where it is left out.</param>
/// <param name="Calendar">The workdays that receipt terms are counted in; days of the calendar where it is left out.</param>
/// <param name="ReceiptDays">Within how many days of the full signature a receipt is to be back.</param>
/// <param name="ReportBackHours">Within how many hours an exception is to be reported back.</param>
/// <param name="Instructions">What is always to be done for this customer (特殊要求).</param>
/// <param name="Reports">The reports the customer gets.</param>
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
    DateTimeOffset? EffectiveFrom = null) : ReferenceEvent;

/// <summary>What is handed out to customers, and how often.</summary>
public enum ReportKind { DailyExceptions, WeeklyAccount, MonthlyAccount }

/// <summary>客户经理交接. From then on the account is looked after by somebody else.</summary>
/// <param name="Manager">A handle, never a personal name.</param>
/// <param name="HandOver">What the next one has to know.</param>
public sealed record AccountManagerAssigned(string Account, string Manager, DateTimeOffset From, string? HandOver = null) : ReferenceEvent;

/// <summary>报表交付. A report was handed out; its bytes are kept.</summary>
/// <param name="From">The first day of its period.</param>
/// <param name="To">The day after the last.</param>
/// <param name="Sha256">Of the bytes handed out, in hexadecimal.</param>
public sealed record ReportHandedOut(string Account, ReportKind Report, DateOnly From, DateOnly To, string Format, string Sha256) : ReferenceEvent;

/// <summary>逾期. Nothing had been handed out when a report was due.</summary>
public sealed record ReportMissed(string Account, ReportKind Report, DateOnly From, DateOnly To, DateTimeOffset DueAt) : ReferenceEvent;

/// <summary>既定运行时间. How long goods take on a lane, for waybills received from <paramref name="EffectiveFrom"/> on.</summary>
/// <param name="Hours">From the cut-off that catches the goods to all pieces being at the destination.</param>
/// <param name="CutOff">What is received later counts from the next day's cut-off; from its reception where it is left out.</param>
/// <param name="Calendar">Days that are no workdays do not count; all days count where it is left out.</param>
public sealed record LaneStandardSet(
    string Origin, string Destination, int Hours, TimeOnly? CutOff = null, string? Calendar = null, DateTimeOffset? EffectiveFrom = null) : ReferenceEvent;

/// <summary>网点.</summary>
public sealed record StationSet(string Code, string? Name = null, string? City = null) : ReferenceEvent;

/// <summary>节假日. Which days are workdays.</summary>
/// <param name="Weekend">Days of the week without work; Saturday and Sunday where it is left out.</param>
/// <param name="Holidays">Days without work.</param>
/// <param name="Workdays">Days of a weekend on which work is made up (调休).</param>
public sealed record CalendarSet(
    string Calendar, IReadOnlyList<DayOfWeek>? Weekend = null, IReadOnlyList<DateOnly>? Holidays = null, IReadOnlyList<DateOnly>? Workdays = null)
    : ReferenceEvent;

/// <summary>奖罚标准. The fine for a standard not kept, by the company's day on which it was due.</summary>
/// <param name="Fine">CNY for each breach.</param>
/// <param name="EffectiveFrom">A day that has not begun yet, unless it is the first penalty schedule of its rule.</param>
public sealed record PenaltyScheduleSet(DeadlineRule Rule, decimal Fine, DateOnly EffectiveFrom) : ReferenceEvent;
