using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;

namespace OrderTracking.Application.Reports;

/// <summary>Which reports are due, done and missed, straight from the accounts' streams: never behind.</summary>
public sealed class DueReports(IEventLog log, Company company)
{
    /// <summary>In order of due time.</summary>
    public async Task<IReadOnlyList<ReportDeadline>> List(DateTimeOffset now, CancellationToken cancellation)
    {
        var streams = new AccountStreams(log);
        await streams.Catch(cancellation);
        return [.. streams.Due(company, now).OrderBy(row => row.DueAt).ThenBy(row => row.Account, StringComparer.Ordinal).ThenBy(row => row.Report)];
    }
}
