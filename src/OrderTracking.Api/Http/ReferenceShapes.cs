using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Http;

/// <param name="Version">The version of the terms; null when only a manager is assigned.</param>
public sealed record AccountInForce(
    string Account, int? Version, DateTimeOffset? EffectiveFrom, string? Name, AccountTier? Tier, string? Calendar, int? ReceiptDays,
    int? ReportBackHours, TimeOnly? LoadingConfirmation, int? MeasurementTolerancePercent, Limits? Limits,
    string? Instructions, IReadOnlyList<ReportKind>? Reports, string? Manager, DateTimeOffset? ManagedFrom, string? HandOver,
    IReadOnlyList<StationManager> StationManagers, IReadOnlyList<AccountSite> Sites)
{
    internal static AccountInForce? Of(ReferenceSnapshot reference, string account, DateTimeOffset at)
    {
        var (terms, assigned) = (reference.AccountInForce(account, at), reference.AssignmentOf(account, at));
        var set = terms?.Event;
        return terms is null && assigned is null
            ? null
            : new(
                account, terms?.Version, terms?.From, set?.Name, set?.Tier, set?.Calendar, set?.ReceiptDays, set?.ReportBackHours,
                set?.LoadingConfirmation, set?.MeasurementTolerancePercent, set?.Limits, set?.Instructions,
                set?.Reports, assigned?.Event.Manager, assigned?.From, assigned?.Event.HandOver,
                [.. reference.StationManagersOf(account, at)
                    .Select(second => new StationManager(second.Event.AtStation!, second.Event.Manager, second.From))],
                reference.SitesInForce(account, at)?.Event.Sites ?? []);
    }
}

/// <summary>A second manager, who sees what of the account goes to the station.</summary>
public sealed record StationManager(string Station, string Manager, DateTimeOffset From);

public sealed record LaneInForce(string Lane, string Origin, string Destination, int Version, DateTimeOffset EffectiveFrom, int Hours,
    int? DeliveryHours, TimeOnly? CutOff, string? Calendar)
{
    internal static LaneInForce? Of(InForce<LaneStandardSet>? standard) => standard is not { Event: var set }
        ? null
        : new(Domain.Lane.Key(set.Origin, set.Destination), set.Origin, set.Destination, standard.Version, standard.From, set.Hours,
            set.DeliveryHours, set.CutOff, set.Calendar);
}

/// <param name="Branch">The code of its branch; null while it is of none.</param>
public sealed record StationInForce(string Code, int Version, DateTimeOffset EffectiveFrom, string? Name, string? City, string? Branch)
{
    internal static StationInForce? Of(InForce<StationSet>? station) =>
        station is not { Event: var set } ? null : new(set.Code, station.Version, station.From, set.Name, set.City, set.Branch);
}

/// <param name="Weekend">The days of the week without work.</param>
/// <param name="Workdays">Days of a weekend that are worked nevertheless.</param>
public sealed record CalendarInForce(
    string Calendar, int Version, DateTimeOffset EffectiveFrom, IReadOnlyList<DayOfWeek> Weekend, IReadOnlyList<DateOnly> Holidays,
    IReadOnlyList<DateOnly> Workdays)
{
    internal static CalendarInForce? Of(InForce<CalendarSet>? calendar) => calendar is not { Event: var set }
        ? null
        : new(
            set.Calendar, calendar.Version, calendar.From, set.Weekend ?? WorkCalendar.OrdinaryWeekend, [.. (set.Holidays ?? []).Order()],
            [.. (set.Workdays ?? []).Order()]);
}

/// <param name="Fine">CNY; of a range the least.</param>
/// <param name="Unit">Whether each breach is fined, or of a waybill the first.</param>
/// <param name="Post">The post that is fined; null if it is the station responsible.</param>
/// <param name="EffectiveFrom">The company's first day for whose breaches it holds.</param>
public sealed record PenaltyScheduleInForce(
    DeadlineRule Rule, decimal Fine, decimal? MaxFine, PenaltyUnit Unit, bool NeedsComplaint, string? Post, string? Supervisor, int Version,
    DateOnly EffectiveFrom)
{
    internal static PenaltyScheduleInForce? Of(InForce<PenaltyScheduleSet>? schedule) => schedule is not { Event: var set }
        ? null
        : new(set.Rule, set.Fine, set.MaxFine, set.Unit ?? PenaltyUnit.Case, set.NeedsComplaint is true, set.Post, set.Supervisor,
            schedule.Version, set.EffectiveFrom);
}
