using Microsoft.Extensions.Logging;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Deadlines;

/// <summary>Records a waybill's missed deadlines, once each: decided on the stream, and appended at the version that was read.</summary>
public sealed partial class MissedRecorder(IEventLog log, WaybillCache cache, LogEpoch epoch, Company company, Telemetry telemetry,
    ILogger<MissedRecorder> logger)
{
    /// <returns>
    /// The waybill's position now. When the stream was appended to meanwhile, nothing is recorded and the next look decides anew.
    /// </returns>
    public async Task<long> Record(History history, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var missed = MissedDeadlines.Of(history, company, now);
        if (missed.Count == 0) return history.Position;
        var decidedIn = epoch.Current;
        var appended = await log.Append([new(history.Waybill, history.Version, missed)], cancellationToken);
        if (appended.Status != AppendStatus.Appended) return history.Position;
        cache.Keep(Recording.WaybillAfterAppend.After(Waybill.Of(history), missed, appended), decidedIn);
        telemetry.RecordDeadlineLag(missed, now);
        LogMissed(history.Waybill, missed.Count);
        return appended.FirstPosition + missed.Count - 1;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Waybill} missed {Deadlines} deadlines")]
    private partial void LogMissed(string waybill, int deadlines);
}
