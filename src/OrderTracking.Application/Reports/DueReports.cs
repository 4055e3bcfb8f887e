using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Application.Reports;

/// <summary>Which reports are due, done and missed, straight from the accounts' streams: never behind.</summary>
public sealed class DueReports(ReferenceData data, Company company)
{
    /// <summary>In order of due time.</summary>
    public async Task<IReadOnlyList<ReportDeadline>> List(DateTimeOffset now, CancellationToken cancellation) =>
    [
        .. Of(await data.Refresh(cancellation), company, now)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Account, StringComparer.Ordinal).ThenBy(row => row.Report),
    ];

    internal static IEnumerable<ReportDeadline> Of(Domain.Reference.Reference reference, Company company, DateTimeOffset now) =>
        reference.Accounts.SelectMany(account => ReportDeadlines.Rows(account, reference.Stream(ReferenceStreams.Account(account)), company, now));
}
