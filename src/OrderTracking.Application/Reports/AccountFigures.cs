using OrderTracking.Application.Access;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using ReferenceSnapshot = OrderTracking.Domain.Reference.ReferenceSnapshot;

namespace OrderTracking.Application.Reports;

/// <summary>An account's figures over a period.</summary>
/// <param name="ByKind">By kind, and the total under a null key; so are the others.</param>
internal sealed record AccountFigures(
    FigureTable<VolumeCounts> Volumes, FigureTable<Rate> Gross, FigureTable<Rate> Accountable, ReceiptCounts Receipts,
    IReadOnlyList<ExceptionCounts> ByKind, IReadOnlyList<ExceptionCounts> ByCause, IReadOnlyList<ExceptionCounts> ByStation,
    IReadOnlyList<BreachCounts> Breaches);

/// <summary>Reads an account's figures, all judged at the same moment.</summary>
internal sealed class AccountFigureReader(
    AccessScope scope, IFigures figures, IExceptionsView exceptions, IDeadlinesView deadlines, ReferenceSnapshot reference, Company company,
    DateTimeOffset now)
{
    private readonly FigureReader reader = new(figures, new Stopped(now));

    public async Task<AccountFigures> Of(string account, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var figureScope = new FigureScope(scope, account, null, null, from, to, FigureGrouping.Lane);
        return new(
            await reader.Volumes(figureScope, cancellationToken),
            await reader.Rate(new OnTimeFigure(OnTimeClock.Signed, OnTimeBasis.Gross), figureScope, cancellationToken),
            await reader.Rate(new OnTimeFigure(OnTimeClock.Signed, OnTimeBasis.Accountable), figureScope, cancellationToken),
            (await reader.Receipts(figureScope with { Grouping = null }, cancellationToken)).Total,
            await Exceptions(ExceptionGrouping.Kind), await Exceptions(ExceptionGrouping.Cause),
            await Exceptions(ExceptionGrouping.ResponsibleStation),
            await Breaches());

        Task<IReadOnlyList<ExceptionCounts>> Exceptions(ExceptionGrouping grouping) => exceptions.Report(
            new(scope, account, null, null, null, null, Days(), null, null), grouping, company.Zone.Id, now, cancellationToken);

        // A report that was not handed out in time is a breach too; it belongs to no waybill.
        async Task<IReadOnlyList<BreachCounts>> Breaches()
        {
            var counts = await deadlines.BreachReport(new(scope, Accounts: [account], Due: Days()), BreachGrouping.Rule, reference.Spans(),
                now, cancellationToken);
            if (!scope.IncludesAccount(account)) return counts;
            var reports = ReportDeadlines.Rows(account, reference.Stream(Domain.Reference.ReferenceStreams.Account(account)), company, now)
                .Where(row => row.DueDay >= from && row.DueDay < to).ToLookup(row => row.Verdict(now));
            var missed = reports[DeadlineVerdict.Missed].Concat(reports[DeadlineVerdict.Late]).ToList();
            var withdrawn = reports[DeadlineVerdict.Withdrawn].Count();
            if (missed.Count + withdrawn == 0) return counts;
            var proposed = missed.Sum(row => reference.ProposedForReport(row.DueDay)?.Event.Fine ?? 0);
            return
            [
                .. counts.Select(count => count.Key is null
                    ? count with { Breaches = count.Breaches + missed.Count, Withdrawn = count.Withdrawn + withdrawn,
                        Proposed = count.Proposed + proposed }
                    : count),
                new(DeadlineRule.Report.Wire(), missed.Count, 0, withdrawn, proposed, 0, 0),
            ];
        }

        Period Days() => new(company.Begin(from), company.Begin(to));
    }

    private sealed class Stopped(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
