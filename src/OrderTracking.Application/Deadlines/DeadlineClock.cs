using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Deadlines;

/// <summary>
/// Turns due times into events: when one is past and nothing is known of its being kept, it says so in the waybill's stream, once,
/// decided on the stream itself at its version. After a standstill it says all that was due meanwhile, with the times when it was due.
/// </summary>
public sealed partial class DeadlineClock(
    IDeadlinesView deadlines, IEventLog log, WaybillCache cache, ViewGate gate, Company company, TimeProvider clock, ILogger<DeadlineClock> logger) : IDuty
{
    private const int WaybillsPerTurn = 500;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200), AfterFault = TimeSpan.FromSeconds(2);

    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            var pause = BetweenLooks;
            try
            {
                if (await Turn(cancellation) == WaybillsPerTurn) pause = TimeSpan.Zero;
            }
#pragma warning disable CA1031 // What is due stays due: say it, and look again.
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                pause = AfterFault;
            }
            await Task.Delay(pause, cancellation);
        }
    }

    /// <summary>Says what is due and not said; answers how many waybills it looked at.</summary>
    private async Task<int> Turn(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var due = await deadlines.ToBeRaised(now, WaybillsPerTurn, cancellation);
        if (due.Count == 0) return 0;
        var raised = await Task.WhenAll((await log.Read([.. due.Distinct()], cancellation)).Select(history => Raise(history, now, cancellation)));
        // What the views do not know yet would be looked at over and over.
        await gate.Reach(raised.Max(), cancellation);
        return due.Count;
    }

    // The position of what was said. When somebody else has moved the waybill on meanwhile, the next look decides anew.
    private async Task<long> Raise(History history, DateTimeOffset now, CancellationToken cancellation)
    {
        var missed = MissedDeadlines.Of(history, company, now);
        if (missed.Count == 0) return history.Position;
        var appended = await log.Append([new(history.Waybill, history.Version, missed)], cancellation);
        if (appended.Status != AppendStatus.Appended) return history.Position;
        cache.Keep(Recording.Recording.After(new(history), missed, appended));
        LogMissed(history.Waybill, missed.Count);
        return appended.FirstPosition + missed.Count - 1;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Waybill} missed {Deadlines} deadlines")]
    private partial void LogMissed(string waybill, int deadlines);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deadlines could not be looked at; trying again")]
    private partial void LogFault(Exception fault);
}
