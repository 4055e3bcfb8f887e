using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>Makes reports from the views as of one position.</summary>
public sealed class ReportBuilder(
    IViewSnapshots views, IReportRows rows, IFigures figures, IExceptionsView exceptions, IDeadlinesView deadlines, ReferenceDataCache data,
    ICasesView cases, GroupReader groups, Definitions definitions, Company company, TimeProvider clock)
{
    /// <param name="scope">Only what is in it counts: an account outside it has no data.</param>
    /// <param name="account">Null for all accounts, which only the daily sheet allows, and for the department's report.</param>
    /// <param name="stations">
    /// Of the daily sheet: only exceptions raised at one of these or for which one of these is responsible; null for all.
    /// </param>
    public async Task<Report> Make(
        AccessScope scope, ReportPeriod period, string? account, IReadOnlyCollection<string>? stations, CancellationToken cancellationToken)
    {
        var reference = await data.NewestOfQuestion(cancellationToken);
        return await views.Within(async position =>
        {
            var head = new ReportHead(period, account, company, definitions, clock.OfQuestion(), position);
            var days = new Period(company.Begin(period.From), company.Begin(period.To));
            if (period.Kind == ReportKind.DailyExceptions)
                return DailyExceptions.Of(head, stations, await rows.Exceptions(scope, account, stations, days, cancellationToken));

            var notes = ReportNotes.Of(reference, account, period);
            if (period.Kind == ReportKind.MonthlyGroup)
                return GroupReport.Of(head, await groups.Read(scope, period.From, reference, head.MadeAt, cancellationToken), notes);
            if (period.Kind is ReportKind.MonthlyClaims or ReportKind.MonthlyComplaints)
                return await Cases(period.Kind == ReportKind.MonthlyClaims ? AllCases.Claims : AllCases.Complaints);

            if (account is null && period.Kind != ReportKind.MonthlyDepartment) throw new ArgumentNullException(nameof(account));
            var reader = new AccountFigureReader(scope, figures, exceptions, deadlines, reference, company, head.MadeAt);
            var these = await reader.Of(account, period.From, period.To, cancellationToken);
            if (period.Kind == ReportKind.WeeklyAccount)
                return AccountReports.Weekly(
                    head, these, [await Before(1), await Before(2), await Before(3)],
                    await rows.Exceptions(scope, account, null, days, cancellationToken),
                    await rows.Receipts(scope, account!, days.To!.Value, cancellationToken),
                    await rows.Late(scope, account!, days, head.MadeAt, cancellationToken), notes);
            return period.Kind switch
            {
                ReportKind.MonthlyArchive => AccountReports.Archive(
                    head, these, await Before(1), await rows.Exceptions(scope, account, null, days, cancellationToken), notes),
                ReportKind.MonthlyDepartment => AccountReports.Department(head, these, await Before(1), notes),
                _ => AccountReports.Monthly(head, these, await Before(1), notes),
            };

            async Task<Report> Cases(CaseType type)
            {
                var branches = reference.Branches(head.MadeAt);
                var (now, rows) = await Counted(period.From);
                var (before, _) = await Counted(period.From.AddMonths(-1));
                return CaseReport.Of(head, type, now, before, rows, new(days.From, days.To), notes);

                async Task<(CaseFigures, IReadOnlyList<CaseRow>)> Counted(DateOnly month)
                {
                    var filter = new CaseFilter(
                        scope, type.Kind, Opened: new(company.Begin(month), company.Begin(month.AddMonths(1))));
                    var counted = await cases.Counted(filter, cancellationToken);
                    return (await cases.FiguresOf(type, filter, counted, head.MadeAt, branches, cancellationToken), counted);
                }
            }

            Task<AccountFigures> Before(int months)
            {
                var (from, to) = Comparison.Before(period.From, period.To, months);
                return reader.Of(account, from, to, cancellationToken);
            }
        }, cancellationToken);
    }
}
