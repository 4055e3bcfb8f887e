using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;

namespace OrderTracking.Application.Reports;

/// <summary>Makes reports from the views as of one position.</summary>
public sealed class ReportBuilder(
    IViewSnapshots views, IReportRows rows, IFigures figures, IExceptionsView exceptions, IDeadlinesView deadlines, ReferenceDataCache data,
    Definitions definitions,
    Company company, TimeProvider clock)
{
    /// <param name="scope">Only what is in it counts: an account outside it has no data.</param>
    /// <param name="account">Null for all accounts, which only the daily sheet allows.</param>
    public async Task<Report> Make(AccessScope scope, ReportPeriod period, string? account, CancellationToken cancellationToken)
    {
        var reference = await data.Refresh(cancellationToken);
        return await views.Within(async position =>
        {
            var head = new ReportHead(period, account, company, definitions, clock.GetUtcNow(), position);
            var days = new Period(company.Begin(period.From), company.Begin(period.To));
            if (period.Kind == ReportKind.DailyExceptions)
                return DailyExceptions.Of(head, await rows.Exceptions(scope, account, days, cancellationToken));

            var one = account ?? throw new ArgumentNullException(nameof(account));
            var reader = new AccountFigureReader(scope, figures, exceptions, deadlines, reference, company, head.MadeAt);
            var these = await reader.Of(one, period.From, period.To, cancellationToken);
            if (period.Kind == ReportKind.WeeklyAccount)
                return AccountReports.Weekly(
                    head, these, await rows.Exceptions(scope, one, new(days.To, days.To), cancellationToken),
                    await rows.Receipts(scope, one, days.To!.Value, cancellationToken),
                    await rows.Late(scope, one, days, head.MadeAt, cancellationToken));
            var (from, to) = Comparison.Before(period.From, period.To, months: 1);
            return AccountReports.Monthly(head, these, await reader.Of(one, from, to, cancellationToken));
        }, cancellationToken);
    }
}
