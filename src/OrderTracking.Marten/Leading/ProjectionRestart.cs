using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Logging;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Restarts a projection that stopped on an error, here or on another node. Wolverine leaves that to an operator, because an event that
/// fails would fail again. But the views must recover by themselves after the database was away, or after a node was frozen while
/// another one took over, and setting an event aside must not need a second command.
/// </summary>
/// <param name="services">Resolved lazily, because Wolverine builds its agents from its observers.</param>
internal sealed partial class ProjectionRestart(
    Lazy<(IWolverineRuntime Runtime, IProjectionCoordinator Coordinator, IEventSubscriptionAgentFamily Projections)> services,
    ILogger<ProjectionRestart> logger) : IObserver<ShardState>
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1), AfterUnreadableEvent = TimeSpan.FromSeconds(5),
        Timeout = TimeSpan.FromSeconds(10);

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
        var pause = category is ShardFailureCategory.Other or ShardFailureCategory.ProgressionOutOfOrder
            ? AfterFault : AfterUnreadableEvent;
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

    private async Task<bool> Release(string shard, CancellationToken stopping)
    {
        try
        {
            await ReleaseAgent(shard, stopping).WaitAsync(Timeout, stopping);
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

    // Wolverine's leader sees within a second that no node runs the agent, and starts it on the node where it belongs.
    private async Task ReleaseAgent(string shard, CancellationToken stopping)
    {
        var (runtime, coordinator, projections) = services.Value;
        if (await projections.FindAgentUriAsync(shard, null, stopping) is not { } agent) return;
        // Ejected from the daemon first: stopping it there would also stop the search for the end of the log, and wait for the database.
        foreach (var daemon in await coordinator.AllDaemonsAsync()) daemon.EjectPausedShard(shard);
        await runtime.Agents.StopLocallyAsync(agent);
        // If the database is not reached Wolverine only logs it, and then believes for good that the agent runs here.
        await runtime.Storage.Nodes.RemoveAssignmentAsync(runtime.Options.UniqueNodeId, agent, stopping);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The views stand still at {Position} ({Category}): {Reason}; restarting them")]
    private partial void LogStands(long position, ShardFailureCategory category, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The views could not be restarted yet; trying again")]
    private partial void LogFault(Exception fault);
}
