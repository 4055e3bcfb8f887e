using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Logging;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Has a projection that stopped on a fault started again, here or on another node. Wolverine leaves that to an operator, because an
/// event that fails would fail again; but a database that was away, or a node that had been frozen while another one took over,
/// must heal by itself, and an event that was taken out of the way must need no second command.
/// </summary>
/// <param name="services">Looked up when they are needed, because Wolverine makes its agents out of its observers.</param>
internal sealed partial class ProjectionRestart(
    Lazy<(IWolverineRuntime Runtime, IProjectionCoordinator Coordinator, IEventSubscriptionAgentFamily Projections)> services, ILogger<ProjectionRestart> logger) : IObserver<ShardState>
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

    private async Task Restart(string shard, ShardFailureCategory category)
    {
        var stopping = services.Value.Runtime.Cancellation;
        var pause = category is ShardFailureCategory.Other or ShardFailureCategory.ProgressionOutOfOrder ? AfterFault : AfterUnreadableEvent;
        try
        {
            for (var isReleased = false; !isReleased;)
            {
                await Task.Delay(pause, stopping);
                isReleased = await Release(shard, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        finally
        {
            Volatile.Write(ref restarting, 0);
        }
    }

    // Wolverine's leader sees within a second that nobody runs it, and has it started where it belongs.
    private async Task<bool> Release(string shard, CancellationToken stopping)
    {
        var (runtime, coordinator, projections) = services.Value;
        try
        {
            if (await projections.FindAgentUriAsync(shard, null, stopping) is not { } agent) return true;
            // First out of the daemon: to stop it there would also stop what finds the end of the log, and wait for the database meanwhile.
            foreach (var daemon in await coordinator.AllDaemonsAsync()) daemon.EjectPausedShard(shard);
            await runtime.Agents.StopLocallyAsync(agent);
            // Wolverine only logs it when the database cannot be told, and then believes for good that it runs here.
            await runtime.Storage.Nodes.RemoveAssignmentAsync(runtime.Options.UniqueNodeId, agent, stopping);
            return true;
        }
#pragma warning disable CA1031 // The database may be away for longer: try again until it is back.
        catch (Exception fault) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFault(fault);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The views stand still at {Position} ({Category}): {Reason}; they are started again")]
    private partial void LogStands(long position, ShardFailureCategory category, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The views could not be started again yet; trying again")]
    private partial void LogFault(Exception fault);
}
