using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Logging;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Has a projection that stopped on a fault started again, here or on another node. Wolverine leaves that to an operator, because an
/// event that fails would fail again; but a database that was away, or a node that had been frozen while another one took over,
/// must heal by itself, and an event that was taken out of the way must need no second command.
/// </summary>
internal sealed partial class ProjectionRestart(
    Lazy<IWolverineRuntime> runtime, Lazy<IEventSubscriptionAgentFamily> projections, ILogger<ProjectionRestart> logger) : IObserver<ShardState>
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1), AfterUnreadableEvent = TimeSpan.FromSeconds(5);

    private int restarting;

    public void OnNext(ShardState value)
    {
        if (value.Action is not (ShardAction.Paused or ShardAction.Stopped) || value.Failure is not { } failure) return;
        LogStands(value.Sequence, failure.Category, failure.Message);
        if (Interlocked.Exchange(ref restarting, 1) == 0) _ = Task.Run(() => Restart(value.ShardName, failure.Category));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    // Wolverine's leader sees within a second that nobody runs it, and has it started where it belongs.
    private async Task Restart(string shard, ShardFailureCategory category)
    {
        try
        {
            await Task.Delay(category is ShardFailureCategory.Other or ShardFailureCategory.ProgressionOutOfOrder ? AfterFault : AfterUnreadableEvent, runtime.Value.Cancellation);
            if (await projections.Value.FindAgentUriAsync(shard, null, runtime.Value.Cancellation) is { } agent) await runtime.Value.Agents.StopLocallyAsync(agent);
        }
        catch (OperationCanceledException) when (runtime.Value.Cancellation.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // It is tried again by the next fault, or by the other nodes when this one is given up.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(fault);
        }
        finally
        {
            Volatile.Write(ref restarting, 0);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The views stand still at {Position} ({Category}): {Reason}; they are started again")]
    private partial void LogStands(long position, ShardFailureCategory category, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The views could not be started again")]
    private partial void LogFault(Exception fault);
}
