namespace OrderTracking.Application.Ports;

/// <summary>What the store says of itself.</summary>
/// <param name="IsReadOnly">Whether it takes no writes, such as a standby.</param>
/// <param name="Now">Its clock.</param>
/// <param name="ReplicaLag">How old at most what it shows is, if it is a standby.</param>
public sealed record StoreState(bool IsReadOnly, DateTimeOffset Now, TimeSpan? ReplicaLag);

/// <summary>The state of the store that this node is connected to.</summary>
public interface IStoreState
{
    Task<StoreState> Look(CancellationToken cancellationToken);
}
