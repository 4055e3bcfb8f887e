using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Http;

/// <summary>
/// Reference data in force at a time: accounts and their managers, lane standards, stations, calendars, penalty schedules.
/// </summary>
internal static class ReferenceRoutes
{
    private static readonly Parameter<DateTimeOffset?> At =
        Parameter.Time("at", "In force at that time; by default now, or the past that is asked about.");
    private static readonly Parameter<string[]?> After = Parameters.After(1);

    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Reference");
        group.MapGet("/accounts",
            (Query query, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken) => List(
                (reference, at, scope) =>
                    reference.Accounts.Where(scope.IncludesAccount).Select(account => AccountInForce.Of(reference, account, at)),
                account => account.Account, query, data, clock, cancellationToken))
            .WithSummary("Accounts with their terms and who looks after them, in order of code.").TakesListing();
        group.MapGet("/accounts/{account}", Account)
            .WithSummary("An account's terms and who looks after it.").Takes(At, Parameters.AsOf).Problems(400, 404);
        group.MapGet("/lanes",
            (Query query, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken) => List(
                (reference, at, _) =>
                    reference.Lanes.Select(lane => LaneInForce.Of(reference.Standard(lane.Origin, lane.Destination, at))),
                lane => $"{lane.Origin}\u0001{lane.Destination}", query, data, clock, cancellationToken))
            .WithSummary("Lane standards, in order of origin and destination.").TakesListing();
        group.MapGet("/stations",
            (Query query, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken) => List(
                (reference, at, _) => reference.Stations.Select(code => StationInForce.Of(reference.Station(code, at))),
                station => station.Code, query, data, clock, cancellationToken))
            .WithSummary("Stations, in order of code.").TakesListing();
        group.MapGet("/calendars",
            (Query query, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken) => List(
                (reference, at, _) => reference.Calendars.Select(name => CalendarInForce.Of(reference.CalendarInForce(name, at))),
                calendar => calendar.Calendar, query, data, clock, cancellationToken))
            .WithSummary("Calendars of workdays, in order of name.").TakesListing();
        group.MapGet("/penalty-schedules",
            (Query query, ReferenceDataCache data, TimeProvider clock, Company company, CancellationToken cancellationToken) => List(
                (reference, at, _) =>
                    reference.PenaltyRules.Select(rule => PenaltyScheduleInForce.Of(reference.PenaltySchedule(rule, company.Day(at)))),
                schedule => schedule.Rule.Wire(), query, data, clock, cancellationToken))
            .WithSummary("Fines, by rule.").TakesListing();
    }

    private static void TakesListing(this RouteHandlerBuilder route) =>
        route.Takes(At, Parameters.Limit, After, Parameters.AsOf).Problems(400);

    /// <param name="key">The sort key of a row. No code has control characters, so one may separate two codes.</param>
    private static async Task<Results<Ok<Page<T>>, Problem>> List<T>(
        Func<ReferenceSnapshot, DateTimeOffset, AccessScope, IEnumerable<T?>> list, Func<T, string> key,
        Query query, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken) where T : class
    {
        var (limit, after) = (query.Get(Parameters.Limit), query.Get(After)?[0]);
        var given = query.Get(At);
        if (query.Fault is { } fault) return fault;
        QuestionMoment.Current = (await query.Moment())?.Moment;
        var (at, reference) = (given ?? clock.OfQuestion(), await data.OfQuestion(cancellationToken));
        var rows = list(reference, at, query.AccessScope).OfType<T>()
            .Where(row => after is null || string.CompareOrdinal(key(row), after) > 0).Take(limit + 1).ToList();
        return TypedResults.Ok(Page.Of(rows, limit, row => PageCursor.Of(key(row))) with { Position = reference.Position });
    }

    private static async Task<Results<Ok<AccountInForce>, Problem>> Account(
        Query query, string account, ReferenceDataCache data, TimeProvider clock, CancellationToken cancellationToken)
    {
        var given = query.Get(At);
        if (query.Fault is { } fault) return fault;
        QuestionMoment.Current = (await query.Moment())?.Moment;
        var (at, reference) = (given ?? clock.OfQuestion(), await data.OfQuestion(cancellationToken));
        return query.AccessScope.IncludesAccount(account) && AccountInForce.Of(reference, account, at) is { } found
            ? TypedResults.Ok(found)
            : new Problem(404, "unknown-account", $"Nothing is recorded for the account {account} at that time.", "account");
    }
}
