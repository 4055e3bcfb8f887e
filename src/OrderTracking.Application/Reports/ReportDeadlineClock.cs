using Microsoft.Extensions.Logging;
using OrderTracking.Application.Access;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Application.Reports;

/// <summary>
/// Records a ReportMissed, once, for each report that was not handed out when it was due, with the original due time even after downtime.
/// Appended at the version of the account's stream that was read, so that a report handed out meanwhile is not recorded as missed.
/// </summary>
public sealed partial class ReportDeadlineClock(
    IEventLog log, ReferenceDataCache data, Company company, TimeProvider clock, ILogger<ReportDeadlineClock> logger) : ILeaderTask
{
    // Real time, because the clock that deadlines go by can be set.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    // Terms that come into force in a later period make reports due that no current row announces.
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancellationToken)
    {
        var (seen, next) = (-1L, DateTimeOffset.MinValue);
        while (true)
        {
            try
            {
                var (reference, now) = (await data.Now(cancellationToken), clock.GetUtcNow());
                if (reference.Position != seen || next < now)
                {
                    next = await Keep(reference, now, cancellationToken);
                    seen = reference.Position;
                }
            }
#pragma warning disable CA1031 // The next look tries again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
            }
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    /// <returns>When to look again, unless reference data change before.</returns>
    private async Task<DateTimeOffset> Keep(Domain.Reference.ReferenceSnapshot reference, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var account in DueReports.Streams(reference))
        {
            var (stream, missed) = (ReferenceStreams.Reports(account), ReportDeadlines.Missed(reference, account, company, now));
            if (missed.Count == 0) continue;
            var result = await log.Append(
                [new(stream, await data.VersionOf(reference, stream, cancellationToken), missed)], cancellationToken);
            // On a conflict somebody appended first: the next look decides anew on what the log then says.
            if (result.Status == AppendStatus.Appended) LogMissed(missed.Count, stream);
            await data.Refresh(cancellationToken);
        }
        return DueReports.Of(reference, AccessScope.Everything, company, now)
            .Where(row => row.IsToBeRaised() && row.DueAt >= now).Select(row => row.DueAt).Append(now + BetweenSweeps).Min();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} reports of {Stream} were not handed out when they were due")]
    private partial void LogMissed(int count, string stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "Missed reports could not be recorded; trying again")]
    private partial void LogFault(Exception fault);
}
