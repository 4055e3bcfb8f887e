using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;

namespace OrderTracking.Application.Projecting;

/// <summary>Looks for views to rebuild, and rebuilds them.</summary>
public abstract partial class RebuildLoop(ILogger logger) : ILeaderTask
{
    protected static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public async Task Run(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var due = await Due(cancellationToken);
                if (due.Count > 0) await Rebuild(due, cancellationToken);
            }
#pragma warning disable CA1031 // A rebuild that failed is still due: log it, and begin again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            }
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    protected abstract Task<IReadOnlyList<string>> Due(CancellationToken cancellationToken);

    protected abstract Task Rebuild(IReadOnlyList<string> due, CancellationToken cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilt {Views} from {Events} events in {Seconds:0.0} s")]
    protected partial void LogRebuilt(IReadOnlyList<string> views, long events, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "A rebuild failed and begins again; the live views are untouched")]
    private partial void LogFault(Exception fault);
}
