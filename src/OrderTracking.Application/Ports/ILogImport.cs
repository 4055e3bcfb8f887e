using OrderTracking.Domain.Transparency;

namespace OrderTracking.Application.Ports;

/// <summary>Puts a log that was kept elsewhere into an empty database.</summary>
public interface ILogImport
{
    /// <summary>
    /// Stores events as they are, in one transaction: positions, versions and times are those of the log that they come from.
    /// </summary>
    /// <exception cref="InvalidOperationException">The database has events already; nothing was stored.</exception>
    Task<long> Import(IAsyncEnumerable<StoredEvent> events, CancellationToken cancellationToken);

    /// <summary>The position of the last event that was imported; 0 where none was.</summary>
    Task<long> ImportedUpTo(CancellationToken cancellationToken);
}
