using System.Diagnostics;
using JasperFx;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;
using ISubscriptionAgent = JasperFx.Events.Daemon.ISubscriptionAgent;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Restarts a projection that failed, here or on another node, or that does not come further. Wolverine leaves that to an operator, because
/// an event that fails would fail again. But the views must recover by themselves after the database was away, or after a node was frozen
/// while another one took over, and setting an event aside must not need a second command.
/// </summary>
/// <remarks>
/// It looks each second at what the projection is, and does not listen for its failures: one that fails again while it is being restarted
/// would be missed, and Wolverine takes a paused one for one that runs.
/// </remarks>
internal sealed partial class ProjectionRestart(
    IWolverineRuntime runtime, IProjectionCoordinator coordinator, IEventSubscriptionAgentFamily projections,
    ILogger<ProjectionRestart> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), AfterUnreadableEvent = TimeSpan.FromSeconds(5),
        Standstill = TimeSpan.FromSeconds(30), ReleaseTimeout = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (Seen State, long Since)> seen = [];

    // Agents whose projection is ejected from the daemon, which Wolverine may still believe to run here.
    private readonly HashSet<Uri> ejected = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                foreach (var daemon in await coordinator.AllDaemonsAsync())
                    foreach (var projection in daemon.CurrentAgents().Where(IsToBeRestarted))
                        await StopLocally(daemon, projection, stoppingToken);
                foreach (var agent in ejected.ToList())
                {
                    await Release(agent, stoppingToken).WaitAsync(ReleaseTimeout, stoppingToken);
                    ejected.Remove(agent);
                }
            }
#pragma warning disable CA1031 // The database may be away for longer: tried again a second later.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
            }
    }

    private bool IsToBeRestarted(ISubscriptionAgent projection)
    {
        var shard = projection.Name.Identity;
        var isBehind = projection.Position < projection.HighWaterMark;
        var now = new Seen(projection, projection.Status, projection.Position, isBehind);
        if (!seen.TryGetValue(shard, out var before) || before.State != now) seen[shard] = before = (now, Stopwatch.GetTimestamp());
        var pause = (projection.Status, projection.Failure?.Category) switch
        {
            (AgentStatus.Running, _) => isBehind ? Standstill : Timeout.InfiniteTimeSpan,
            (_, null or ShardFailureCategory.Other or ShardFailureCategory.ProgressionOutOfOrder) => Interval,
            _ => AfterUnreadableEvent,
        };
        return pause > TimeSpan.Zero && Stopwatch.GetElapsedTime(before.Since) >= pause;
    }

    // Wolverine's leader sees within a second that no node runs the agent, and starts it on the node where it belongs.
    private async Task StopLocally(IProjectionDaemon daemon, ISubscriptionAgent projection, CancellationToken stoppingToken)
    {
        var shard = projection.Name.Identity;
        LogStands(projection.Position, projection.Status, projection.Failure?.Category, projection.Failure?.Message);
        if (await projections.FindAgentUriAsync(shard, null, stoppingToken) is not { } agent) return;
        if (projection.Status == AgentStatus.Running)
        {
            // Waits for the page under way, which may be slow and not lost.
            await runtime.Agents.StopLocallyAsync(agent);
            return;
        }
        // Stopping it in the daemon would also stop the search for the end of the log, and wait for the database.
        daemon.EjectPausedShard(shard);
        ejected.Add(agent);
    }

    private async Task Release(Uri agent, CancellationToken stoppingToken)
    {
        await runtime.Agents.StopLocallyAsync(agent);
        // If the database is not reached Wolverine only logs it, and then believes for good that the agent runs here.
        await runtime.Storage.Nodes.RemoveAssignmentAsync(runtime.Options.UniqueNodeId, agent, stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The views stand still at {Position} ({Status}, {Category}): {Reason}; restarting them")]
    private partial void LogStands(long position, AgentStatus status, ShardFailureCategory? category, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The views could not be restarted yet; trying again")]
    private partial void LogFault(Exception fault);

    /// <summary>What a projection was at a look.</summary>
    private sealed record Seen(ISubscriptionAgent Projection, AgentStatus Status, long Position, bool IsBehind);
}
