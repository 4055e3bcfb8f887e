using OrderTracking.Application.Access;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Insurance;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reports;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Dashboard.Pages;

/// <param name="Freight">Null for callers who have nothing to do with it.</param>
/// <param name="HandOvers">The open hand-overs that the caller sees.</param>
/// <param name="Cases">The open cases, what is due next first.</param>
/// <param name="Reports">To be handed out soon, or overdue.</param>
/// <param name="Position">The position of the views that all of it is at least at.</param>
public sealed record Today(
    DateOnly Day, DateTimeOffset At, string Zone, FreightOfToday? Freight, IReadOnlyList<HandOverList> HandOvers,
    IReadOnlyList<CaseRow> Cases, IReadOnlyList<ReportDeadline> Reports, long Position);

/// <summary>What an account manager has to do about freight, and how it stands.</summary>
/// <param name="AtRisk">Promised by the end of today, and not kept yet.</param>
/// <param name="OnTime">Of what was promised from the first of the month to today.</param>
/// <param name="OnTimeBefore">Of the same days a month before.</param>
/// <param name="Late">The late waybills of this month.</param>
/// <param name="ToDeclare">What of today's freight is to be declared for insurance, and what of earlier days is not yet.</param>
public sealed record FreightOfToday(
    Worklist List, IReadOnlyList<DeadlineRow> AtRisk, Rate OnTime, Rate OnTimeBefore, IReadOnlyList<OnTimeRow> Late,
    IReadOnlyList<Declaration> ToDeclare);

/// <summary>
/// Reads what the page Today shows: the same worklist, figures and lists as the API answers, each to those whom the API answers them.
/// </summary>
public sealed class TodayReader(
    Worklists worklists, FigureReader figures, IDeadlinesView deadlines, IOnTimeView onTime, HandOvers handOvers, CaseKinds kinds,
    CasesReader cases, InsuranceLists insurance, ReportsReader reports, IPagePolicy policy, IViewPosition position, Company company,
    TimeProvider clock)
{
    /// <summary>The most rows of a list.</summary>
    public const int Limit = 500;

    private static readonly OnTimeFigure Figure = new(OnTimeClock.Signed, OnTimeBasis.Gross);

    public async Task<Today> Read(CallerContext who, CancellationToken cancellationToken)
    {
        var (now, at) = (clock.GetUtcNow(), await position.Now(cancellationToken));
        // Concurrently, because a reader waits for all of them.
        var freight = await policy.Admit(who.Caller, "GET /v1/worklist", cancellationToken) is { } ofWork
            && await policy.Admit(who.Caller, "GET /v1/on-time", cancellationToken) is { } ofFigures
            ? Freight(ofWork.Scope, ofFigures.Scope, now, cancellationToken) : Task.FromResult<FreightOfToday?>(null);
        var goingOver = handOvers.Open(handOver => HandOvers.IsSeenBy(who, handOver), cancellationToken);
        var openCases = cases.Open(await kinds.SeenBy(who.Caller, cancellationToken), cancellationToken);
        var dueReports = reports.DueSoon(who, cancellationToken);
        await Task.WhenAll(freight, goingOver, openCases, dueReports);
        return new(
            company.Day(now), now, company.Zone.Id, await freight, await goingOver, await openCases, await dueReports, at.Position);
    }

    private async Task<FreightOfToday?> Freight(
        AccessScope scope, AccessScope figureScope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = company.Day(now);
        var tomorrow = today.AddDays(1);
        var (from, to) = (new DateOnly(today.Year, today.Month, 1), tomorrow);
        var (fromBefore, toBefore) = Comparison.Before(from, to, 1);
        // At 10:00 what was not loaded yesterday, at 17:00 what is not loaded today.
        var check = TimeZoneInfo.ConvertTime(now, company.Zone).Hour >= 17 ? WorklistCheck.AtSeventeen : WorklistCheck.AtTen;
        var list = worklists.For(scope, null, check, now, Limit, cancellationToken);
        var atRisk = deadlines.Open([DeadlineRule.Promise], new(scope, Due: new(null, company.Begin(tomorrow))), Limit, cancellationToken);
        var rate = figures.Rate(Figure, new(figureScope, null, null, null, from, to), cancellationToken);
        var before = figures.Rate(Figure, new(figureScope, null, null, null, fromBefore, toBefore), cancellationToken);
        var late = onTime.Waybills(
            new(figureScope, null, null, new(company.Begin(from), company.Begin(to)), Figure.Clock, Figure.Basis), OnTimeVerdict.Late, now,
            null, Limit, cancellationToken);
        var declarations = insurance.Declarations(scope, today, null, null, null, Limit, cancellationToken);
        await Task.WhenAll(list, atRisk, rate, before, late, declarations);
        return new(await list, await atRisk, (await rate).Total, (await before).Total, await late,
            [.. (await declarations).Where(item => item.State == DeclarationState.ToDeclare)]);
    }
}
