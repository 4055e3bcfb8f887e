namespace OrderTracking.Application.Ports;

/// <summary>A message that was given up after its retries and waits for an operator.</summary>
/// <param name="Kind">The message type.</param>
/// <param name="Body">The message as JSON.</param>
/// <param name="Fault">The last error.</param>
/// <param name="Replaying">It was sent again and has not been processed yet.</param>
public sealed record DeadLetter(Guid Id, string Kind, string Body, DateTimeOffset SentAt, string Fault, bool Replaying);

/// <summary>Messages that were given up. Only an engine that works by messages has any.</summary>
public interface IDeadLetters
{
    /// <summary>A page of dead letters, and the total number.</summary>
    Task<(IReadOnlyList<DeadLetter> Letters, int Total)> List(int page, int size, CancellationToken cancellationToken);

    /// <summary>Sends one again; null when there is none of that id.</summary>
    Task<DeadLetter?> Replay(Guid id, CancellationToken cancellationToken);
}
