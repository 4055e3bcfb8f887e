using OrderTracking.Application.Access;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Insurance;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reports;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Domain.Views;

namespace OrderTracking.Dashboard.Pages;

/// <param name="AtRisk">Promised by the end of today, and not kept yet.</param>
/// <param name="OnTime">Of what was promised from the first of the month to today.</param>
/// <param name="OnTimeBefore">Of the same days a month before.</param>
/// <param name="Late">The late waybills of this month.</param>
/// <param name="HandOvers">The open hand-overs that the caller sees.</param>
/// <param name="Cases">The open cases, what is due next first.</param>
/// <param name="ToDeclare">What of today's freight is to be declared for insurance, and what of earlier days is not yet.</param>
/// <param name="Reports">To be handed out soon, or overdue.</param>
/// <param name="Position">The position of the views that all of it is at least at.</param>
public sealed record Today(DateOnly Day, DateTimeOffset At, string Zone, Worklist List, IReadOnlyList<DeadlineRow> AtRisk, Rate OnTime,
    Rate OnTimeBefore, IReadOnlyList<OnTimeRow> Late, IReadOnlyList<HandOverList> HandOvers, IReadOnlyList<CaseRow> Cases,
    IReadOnlyList<Declaration> ToDeclare, IReadOnlyList<ReportDeadline> Reports, long Position);

/// <summary>Reads what the page Today shows: the same worklist, figures and lists as the API answers.</summary>
public sealed class TodayReader(
    Worklists worklists, FigureReader figures, IDeadlinesView deadlines, IOnTimeView onTime, HandOvers handOvers, CaseKinds kinds,
    CasesReader cases, InsuranceLists insurance, ReportsReader reports, IViewPosition position, Company company, TimeProvider clock)
{
    /// <summary>The most rows of a list.</summary>
    public const int Limit = 500;

    private static readonly OnTimeFigure Figure = new(OnTimeClock.Signed, OnTimeBasis.Gross);

    public async Task<Today> Read(CallerContext who, CancellationToken cancellationToken)
    {
        var scope = who.Scope;
        var (now, at) = (clock.GetUtcNow(), await position.Now(cancellationToken));
        var today = company.Day(now);
        var tomorrow = today.AddDays(1);
        var (from, to) = (new DateOnly(today.Year, today.Month, 1), tomorrow);
        var (fromBefore, toBefore) = Comparison.Before(from, to, 1);
        // At 10:00 what was not loaded yesterday, at 17:00 what is not loaded today.
        var check = TimeZoneInfo.ConvertTime(now, company.Zone).Hour >= 17 ? WorklistCheck.AtSeventeen : WorklistCheck.AtTen;
        // Concurrently, because a reader waits for all of them.
        var list = worklists.For(scope, null, check, now, Limit, cancellationToken);
        var atRisk = deadlines.Open([DeadlineRule.Promise], new(scope, Due: new(null, company.Begin(tomorrow))), Limit, cancellationToken);
        var rate = figures.Rate(Figure, new(scope, null, null, null, from, to), cancellationToken);
        var before = figures.Rate(Figure, new(scope, null, null, null, fromBefore, toBefore), cancellationToken);
        var late = onTime.Waybills(
            new(scope, null, null, new(company.Begin(from), company.Begin(to)), Figure.Clock, Figure.Basis), OnTimeVerdict.Late, now, null,
            Limit, cancellationToken);
        var goingOver = handOvers.Open(handOver => HandOvers.IsSeenBy(who, handOver), cancellationToken);
        var openCases = cases.Open(await kinds.SeenBy(who.Caller, cancellationToken), cancellationToken);
        var declarations = insurance.Declarations(scope, today, null, null, null, Limit, cancellationToken);
        var dueReports = reports.DueSoon(who, cancellationToken);
        await Task.WhenAll(list, atRisk, rate, before, late, goingOver, openCases, declarations, dueReports);
        return new(today, now, company.Zone.Id, await list, await atRisk, (await rate).Total, (await before).Total, await late,
            await goingOver, await openCases,
            [.. (await declarations).Where(item => item.State == DeclarationState.ToDeclare)], await dueReports,
            at.Position);
    }
}
