namespace OrderTracking.Application.Ports;

/// <summary>A message that was given up after its retries, and waits for an operator.</summary>
/// <param name="Kind">What it asked for.</param>
/// <param name="Body">What it said, as JSON.</param>
/// <param name="Fault">Why it was given up.</param>
/// <param name="Replaying">Somebody has had it sent again; it is on its way.</param>
public sealed record DeadLetter(Guid Id, string Kind, string Body, DateTimeOffset SentAt, string Fault, bool Replaying);

/// <summary>Messages that were given up; there are some only where an engine carries work by messages.</summary>
public interface IDeadLetters
{
    /// <summary>A page of them, and how many there are in all.</summary>
    Task<(IReadOnlyList<DeadLetter> Letters, int Total)> List(int page, int size, CancellationToken cancellationToken);

    /// <summary>Has one sent again; null when there is none of that id.</summary>
    Task<DeadLetter?> Replay(Guid id, CancellationToken cancellationToken);
}
