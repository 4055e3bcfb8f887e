using OrderTracking.Application.Access;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;

namespace OrderTracking.Application.Reports;

/// <summary>Which reports are due, handed out and missed. Read from the accounts' streams, so not behind the log as views are.</summary>
public sealed class DueReports(ReferenceDataCache data, Company company)
{
    /// <summary>Reports of accounts in scope, and the department's for who sees all accounts; in order of due time.</summary>
    public async Task<IReadOnlyList<ReportDeadline>> List(AccessScope scope, DateTimeOffset now, CancellationToken cancellationToken) =>
    [
        .. Of(await data.NewestOfQuestion(cancellationToken), scope, company, now)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Account, StringComparer.Ordinal).ThenBy(row => row.Report),
    ];

    /// <param name="only">Only of this account; null for all, and the department.</param>
    internal static IEnumerable<ReportDeadline> Of(
        Domain.Reference.ReferenceSnapshot reference, AccessScope scope, Company company, DateTimeOffset now, string? only = null) =>
        Streams(reference).Where(account => only is null || account == only)
            .Where(account => account is null ? scope.IsEverything : scope.IncludesAccount(account))
            .SelectMany(account => ReportDeadlines.Rows(reference, account, company, now));

    /// <summary>Every account, and null for the department.</summary>
    internal static IEnumerable<string?> Streams(Domain.Reference.ReferenceSnapshot reference) => reference.Accounts.Append<string?>(null);
}
