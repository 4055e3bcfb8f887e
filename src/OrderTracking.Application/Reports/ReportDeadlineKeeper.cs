using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Domain;

namespace OrderTracking.Application.Reports;

/// <summary>
/// Says of each report that was due and not handed out that it was missed, once, with its true due time, also when nobody was there to
/// say so at that time. Decided on the account's stream at the version it was read at, so that nothing handed out meanwhile is missed.
/// </summary>
public sealed partial class ReportDeadlineKeeper(IEventLog log, Company company, TimeProvider clock, ILogger<ReportDeadlineKeeper> logger) : IDuty
{
    // Real time: the clock that deadlines go by may be set.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private const int LooksBetweenReads = 5;

    // Terms that come into force in a later period make something due of which there is no sign yet.
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancellation)
    {
        var streams = new AccountStreams(log);
        var next = DateTimeOffset.MinValue;
        for (var look = 0; ; look++)
        {
            try
            {
                var now = clock.GetUtcNow();
                if (next < now || look % LooksBetweenReads == 0)
                    next = await Keep(streams, next, now, cancellation);
            }
#pragma warning disable CA1031 // The next look tries again.
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
            }
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    /// <returns>When to look at what is due again, unless something is appended before.</returns>
    private async Task<DateTimeOffset> Keep(AccountStreams streams, DateTimeOffset next, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!await streams.Catch(cancellation) && now <= next) return next;
        foreach (var append in streams.Missed(company, now).ToList())
        {
            // A conflict means that somebody was faster, and is decided anew at the next look.
            var result = await log.Append([append], cancellation);
            if (result.Status == AppendStatus.Appended) LogMissed(append.Events.Count, append.Stream);
        }
        return streams.Due(company, now).Where(row => row.IsToBeRaised()).Select(row => row.DueAt).Append(now + BetweenSweeps).Min();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} reports of {Stream} were not handed out when they were due")]
    private partial void LogMissed(int count, string stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "The due times of reports could not be looked after; trying again")]
    private partial void LogFault(Exception fault);
}
