using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Application.Access;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Http;

/// <summary>
/// Reference data in force at a time: accounts and their managers, lane standards, stations, calendars, penalty schedules.
/// </summary>
internal static class ReferenceRoutes
{
    private static readonly Parameter<DateTimeOffset?> At = Parameter.Time("at", "In force at that time; now by default.");
    private static readonly Parameter<string[]?> After = Parameters.After(1);

    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Reference");
        MapList(group, "/accounts", "Accounts with their terms and who looks after them, in order of code.",
            (reference, at, scope) => reference.Accounts.Where(scope.IncludesAccount)
            .Select(account => AccountInForce.Of(reference, account, at)), account => account.Account);
        group.MapGet("/accounts/{account}", Account)
            .WithSummary("An account's terms and who looks after it.").Takes(At).Problems(400, 404);
        MapList(group, "/lanes", "Lane standards, in order of origin and destination.",
            (reference, at, _) => reference.Lanes.Select(lane => LaneInForce.Of(reference.Standard(lane.Origin, lane.Destination, at))),
            lane => $"{lane.Origin}\u0001{lane.Destination}");
        MapList(group, "/stations", "Stations, in order of code.",
            (reference, at, _) => reference.Stations.Select(code => StationInForce.Of(reference.Station(code, at))),
            station => station.Code);
        MapList(group, "/calendars", "Calendars of workdays, in order of name.",
            (reference, at, _) => reference.Calendars.Select(name => CalendarInForce.Of(reference.CalendarInForce(name, at))),
            calendar => calendar.Calendar);
        group.MapGet("/penalty-schedules",
            (Query query, ReferenceDataCache data, TimeProvider clock, Company company, CancellationToken cancellationToken) => List(
                (reference, at, _) =>
                    reference.PenaltyRules.Select(rule => PenaltyScheduleInForce.Of(reference.PenaltySchedule(rule, company.Day(at)))),
                schedule => schedule.Rule.Wire(), query, data, clock, cancellationToken))
            .WithSummary("Fines, by rule.").Takes(At, Parameters.Limit, After).Problems(400);
    }

    private static void MapList<T>(IEndpointRouteBuilder routes, string pattern, string summary,
        Func<ReferenceSnapshot, DateTimeOffset, AccessScope, IEnumerable<T?>> list, Func<T, string> key) where T : class =>
        routes.MapGet(pattern, (Query query, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken) =>
                List(list, key, query, data, clock, cancellationToken))
            .WithSummary(summary).Takes(At, Parameters.Limit, After).Problems(400);

    /// <param name="key">The sort key of a row. No code has control characters, so one may separate two codes.</param>
    private static async Task<Results<Ok<Page<T>>, Problem>> List<T>(
        Func<ReferenceSnapshot, DateTimeOffset, AccessScope, IEnumerable<T?>> list, Func<T, string> key,
        Query query, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken) where T : class
    {
        var (at, limit, after) = (query.Get(At) ?? clock.GetUtcNow(), query.Get(Parameters.Limit), query.Get(After)?[0]);
        if (query.Fault is { } fault) return fault;
        var reference = await data.Now(cancellationToken);
        var rows = list(reference, at, query.AccessScope).OfType<T>()
            .Where(row => after is null || string.CompareOrdinal(key(row), after) > 0).Take(limit + 1).ToList();
        return TypedResults.Ok(Page.Of(rows, limit, row => PageCursor.Of(key(row))) with { Position = reference.Position });
    }

    private static async Task<Results<Ok<AccountInForce>, Problem>> Account(
        Query query, string account, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken)
    {
        var at = query.Get(At) ?? clock.GetUtcNow();
        if (query.Fault is { } fault) return fault;
        return query.AccessScope.IncludesAccount(account) && AccountInForce.Of(await data.Now(cancellationToken), account, at) is { } found
            ? TypedResults.Ok(found)
            : new Problem(404, "unknown-account", $"Nothing is recorded for the account {account} at that time.", "account");
    }
}

/// <param name="Version">The version of the terms; null when only a manager is assigned.</param>
public sealed record AccountInForce(
    string Account, int? Version, DateTimeOffset? EffectiveFrom, string? Name, AccountTier? Tier, string? Calendar, int? ReceiptDays,
    int? ReportBackHours, Limits? Limits,
    string? Instructions, IReadOnlyList<ReportKind>? Reports, string? Manager, DateTimeOffset? ManagedFrom, string? HandOver)
{
    internal static AccountInForce? Of(ReferenceSnapshot reference, string account, DateTimeOffset at)
    {
        var (terms, assigned) = (reference.AccountInForce(account, at), reference.AssignmentOf(account, at));
        var set = terms?.Event;
        return terms is null && assigned is null
            ? null
            : new(
                account, terms?.Version, terms?.From, set?.Name, set?.Tier, set?.Calendar, set?.ReceiptDays, set?.ReportBackHours,
                set?.Limits, set?.Instructions,
                set?.Reports, assigned?.Event.Manager, assigned?.From, assigned?.Event.HandOver);
    }
}

public sealed record LaneInForce(string Lane, string Origin, string Destination, int Version, DateTimeOffset EffectiveFrom, int Hours,
    TimeOnly? CutOff, string? Calendar)
{
    internal static LaneInForce? Of(InForce<LaneStandardSet>? standard) => standard is not { Event: var set }
        ? null
        : new(Domain.Lane.Key(set.Origin, set.Destination), set.Origin, set.Destination, standard.Version, standard.From, set.Hours,
            set.CutOff, set.Calendar);
}

public sealed record StationInForce(string Code, int Version, DateTimeOffset EffectiveFrom, string? Name, string? City)
{
    internal static StationInForce? Of(InForce<StationSet>? station) =>
        station is not { Event: var set } ? null : new(set.Code, station.Version, station.From, set.Name, set.City);
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

/// <param name="Fine">CNY a breach.</param>
/// <param name="EffectiveFrom">The company's first day for whose breaches it holds.</param>
public sealed record PenaltyScheduleInForce(DeadlineRule Rule, decimal Fine, int Version, DateOnly EffectiveFrom)
{
    internal static PenaltyScheduleInForce? Of(InForce<PenaltyScheduleSet>? schedule) =>
        schedule is null ? null : new(schedule.Event.Rule, schedule.Event.Fine, schedule.Version, schedule.Event.EffectiveFrom);
}
