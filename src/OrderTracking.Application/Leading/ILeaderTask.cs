namespace OrderTracking.Application.Leading;

/// <summary>Work that only the leading node does, so that it is done once.</summary>
public interface ILeaderTask
{
    /// <summary>
    /// Runs until it is cancelled. It logs its own faults and tries again; a task that ends earlier ends the node's lead.
    /// </summary>
    Task Run(CancellationToken cancellationToken);
}
