namespace OrderTracking.Application.Ports;

/// <summary>Makes sure that all nodes on a database run the same engine. An engine takes it while the service starts.</summary>
public interface IEngineLock
{
    /// <summary>Holds the database until it is cancelled.</summary>
    /// <exception cref="EngineHeldException">The other engine took the database while this node had lost it.</exception>
    Task Keep(CancellationToken cancellationToken);
}

/// <summary>The other engine holds the database.</summary>
public sealed class EngineHeldException(string message) : InvalidOperationException(message);
