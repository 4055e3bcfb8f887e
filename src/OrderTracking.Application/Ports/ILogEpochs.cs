namespace OrderTracking.Application.Ports;

/// <summary>The epochs of the log so far.</summary>
public interface ILogEpochs
{
    /// <summary>
    /// The position up to which the log is the same as it was in an epoch before; null when there was no such epoch.
    /// </summary>
    Task<long?> SameUpTo(Guid epoch, CancellationToken cancellationToken);
}
