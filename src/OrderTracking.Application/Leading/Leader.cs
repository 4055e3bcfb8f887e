using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Leading;

/// <summary>Stands for election and runs the leader tasks while it leads.</summary>
public sealed partial class Leader(IElection election, LeaderTasks tasks, ILogger<Leader> logger)
{
    private static readonly TimeSpan BetweenElections = TimeSpan.FromSeconds(1);

    /// <summary>Runs until it is cancelled: stands for election, leads, and stands again when the lead is lost.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                await using var lease = await election.TryLead(stopping);
                if (lease is not null) await Lead(lease, stopping);
                else await Task.Delay(BetweenElections, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever the fault, some node must lead: log it, wait a second, stand again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(BetweenElections, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private async Task Lead(ILease lease, CancellationToken stopping)
    {
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, stopping);
        LogLeading();
        await tasks.Run(leading.Token);
        if (!stopping.IsCancellationRequested) LogLost();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This node now leads")]
    private partial void LogLeading();

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node lost the lead; another one takes over")]
    private partial void LogLost();

    [LoggerMessage(Level = LogLevel.Error, Message = "Nobody may be leading; standing for election again")]
    private partial void LogFault(Exception fault);
}

/// <summary>The work that runs on one node at a time.</summary>
public sealed class LeaderTasks(IEnumerable<ILeaderTask> tasks)
{
    /// <summary>
    /// Runs all tasks until it is cancelled. A task that ends earlier is a fault: the others are cancelled, and its exception is thrown.
    /// </summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = tasks.Select(task => Task.Run(() => task.Run(leading.Token), CancellationToken.None)).ToArray();
        var ended = await Task.WhenAny(running);
        var isFault = !leading.IsCancellationRequested;
        await leading.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isFault) await ended;
    }
}

/// <summary>Work that only the leading node does, so that it is done once.</summary>
public interface ILeaderTask
{
    /// <summary>
    /// Runs until it is cancelled. It logs its own faults and tries again; a task that ends earlier ends the node's lead.
    /// </summary>
    Task Run(CancellationToken cancellationToken);
}
