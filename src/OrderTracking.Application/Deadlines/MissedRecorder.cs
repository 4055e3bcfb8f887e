using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Deadlines;

/// <summary>
/// Says in a waybill's stream what was due and is not known to be kept, once, decided on the stream itself at its version.
/// </summary>
public sealed partial class MissedRecorder(IEventLog log, WaybillCache cache, Company company, Telemetry telemetry, ILogger<MissedRecorder> logger)
{
    /// <returns>Where the waybill stands now. When somebody else has moved it on meanwhile, nothing is said, and the next look decides anew.</returns>
    public async Task<long> Record(History history, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var missed = MissedDeadlines.Of(history, company, now);
        if (missed.Count == 0) return history.Position;
        var appended = await log.Append([new(history.Waybill, history.Version, missed)], cancellationToken);
        if (appended.Status != AppendStatus.Appended) return history.Position;
        cache.Keep(Recording.RecordedWaybill.After(Waybill.Of(history), missed, appended));
        telemetry.RecordDeadlineLag(missed, now);
        LogMissed(history.Waybill, missed.Count);
        return appended.FirstPosition + missed.Count - 1;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Waybill} missed {Deadlines} deadlines")]
    private partial void LogMissed(string waybill, int deadlines);
}
