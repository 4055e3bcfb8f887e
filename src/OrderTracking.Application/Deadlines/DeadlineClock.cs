using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Unreadable;

namespace OrderTracking.Application.Deadlines;

/// <summary>
/// Turns due times into events: when one is past and nothing is known of its being kept, it has that said. After a standstill it has all
/// said that was due meanwhile, with the times when it was due.
/// </summary>
public sealed partial class DeadlineClock(
    IDeadlinesView deadlines, IEventLog log, MissedRecorder recorder, ViewGate gate, TimeProvider clock, ILogger<DeadlineClock> logger) : ILeaderTask
{
    private const int WaybillsPerPage = 500;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200), AfterFault = TimeSpan.FromSeconds(2);

    public async Task Run(CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = BetweenLooks;
            try
            {
                if (await RaiseDue(cancellationToken) == WaybillsPerPage) pause = TimeSpan.Zero;
            }
#pragma warning disable CA1031 // What is due stays due: say it, and look again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                pause = AfterFault;
            }
            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>Says what is due and not said; answers how many waybills it looked at.</summary>
    private async Task<int> RaiseDue(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await deadlines.ToBeRaised(now, WaybillsPerPage, cancellationToken);
        if (due.Count == 0) return 0;
        var (histories, unreadable) = await log.ReadApart([.. due.Select(each => each.Waybill).Distinct()], cancellationToken);
        var raised = await Task.WhenAll(histories.Select(history => recorder.Record(history, now, cancellationToken)));
        // What the views do not know yet would be looked at over and over.
        if (raised.Length > 0) await gate.Reach(raised.Max(), cancellationToken);
        // The others do not wait for a waybill that cannot be read; that one stays due.
        return unreadable.Count == 0 ? due.Count : throw new UnreadableEventException(unreadable);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deadlines could not be looked at; trying again")]
    private partial void LogFault(Exception fault);
}
