using OrderTracking.Application.Access;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Application.Reports;

/// <summary>Which reports are due, handed out and missed. Read from the accounts' streams, so not behind the log as views are.</summary>
public sealed class DueReports(ReferenceDataCache data, Company company)
{
    /// <summary>Reports of accounts in scope, in order of due time.</summary>
    public async Task<IReadOnlyList<ReportDeadline>> List(AccessScope scope, DateTimeOffset now, CancellationToken cancellationToken) =>
    [
        .. Of(await data.Refresh(cancellationToken), company, now, scope.IncludesAccount)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Account, StringComparer.Ordinal).ThenBy(row => row.Report),
    ];

    internal static IEnumerable<ReportDeadline> Of(
        Domain.Reference.ReferenceSnapshot reference, Company company, DateTimeOffset now, Func<string, bool>? isAsked = null) =>
        reference.Accounts.Where(account => isAsked?.Invoke(account) is not false)
            .SelectMany(account => ReportDeadlines.Rows(account, reference.Stream(ReferenceStreams.Account(account)), company, now));
}
