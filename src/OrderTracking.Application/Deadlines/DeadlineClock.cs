using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Unreadable;

namespace OrderTracking.Application.Deadlines;

/// <summary>
/// Records missed deadlines: when a due time is past and nothing is known of the deadline's being kept, it has a DeadlineMissed recorded.
/// After downtime it catches up, with the original due times.
/// </summary>
public sealed partial class DeadlineClock(
    IDeadlinesView deadlines, IEventLog log, MissedRecorder recorder, ViewGate gate, TimeProvider clock, ILogger<DeadlineClock> logger)
    : ILeaderTask
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
#pragma warning disable CA1031 // Deadlines not raised remain due, so the next look retries them.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                pause = AfterFault;
            }
            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>Has what is due recorded; answers how many due rows it looked at.</summary>
    private async Task<int> RaiseDue(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await deadlines.ToBeRaised(now, WaybillsPerPage, cancellationToken);
        if (due.Count == 0) return 0;
        var (histories, unreadable) = await log.ReadApart([.. due.Select(each => each.Waybill).Distinct()], cancellationToken);
        var raised = await Task.WhenAll(histories.Select(history => recorder.Record(history, now, cancellationToken)));
        // Waits for the views to have the new events; otherwise the same rows would be found due again.
        if (raised.Length > 0) await gate.Reach(raised.Max(), cancellationToken);
        // An unreadable waybill does not delay the others; it stays due, and the fault is logged.
        return unreadable.Count == 0 ? due.Count : throw new UnreadableEventException(unreadable);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deadlines could not be looked at; trying again")]
    private partial void LogFault(Exception fault);
}
