using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Application.Reports;

/// <summary>Makes reports of what the views say at one position.</summary>
public sealed class Reporting(IViewSnapshots views, IReportRows rows, Company company, TimeProvider clock)
{
    /// <param name="account">Only the daily sheet can be of all accounts.</param>
    public Task<Report> Make(ReportPeriod period, string? account, CancellationToken cancellation) => views.Within(async position =>
    {
        var head = new ReportHead(period, account, company, clock.GetUtcNow(), position);
        var days = new Period(company.Begin(period.From), company.Begin(period.To));
        return period.Kind switch
        {
            ReportKind.DailyExceptions => DailyExceptions.Of(head, await rows.Exceptions(account, days, cancellation)),
            _ => throw new ArgumentOutOfRangeException(nameof(period)),
        };
    }, cancellation);
}
