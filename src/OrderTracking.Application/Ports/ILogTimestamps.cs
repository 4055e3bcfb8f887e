namespace OrderTracking.Application.Ports;

/// <summary>What a time-stamping authority said of a day's head of the transparency log.</summary>
/// <param name="Day">In the company's time zone.</param>
/// <param name="Token">An RFC 3161 token over the head's bytes.</param>
public sealed record HeadTimestamp(DateOnly Day, string Checkpoint, byte[] Token);

/// <summary>The heads that were time-stamped, one for each day.</summary>
public interface ILogTimestamps
{
    Task<HeadTimestamp?> Find(DateOnly day, CancellationToken cancellationToken);

    /// <summary>Keeps a day's; one that is kept already stays.</summary>
    Task Keep(HeadTimestamp stamped, CancellationToken cancellationToken);
}
