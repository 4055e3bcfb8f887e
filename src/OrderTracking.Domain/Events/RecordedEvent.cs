namespace OrderTracking.Domain.Events;

/// <summary>Where an event comes from: a sender, a rule of this service, or its clock.</summary>
public enum EventSource { Person, System, Clock }

/// <summary>An event as the log holds it.</summary>
/// <param name="Position">Its place in the one ordered log.</param>
/// <param name="Version">Its place in its stream, from 1.</param>
/// <param name="RecordedAt">When this service stored it: UTC, to the microsecond, never decreasing as positions increase.</param>
/// <param name="Correlation">The sender's name for the piece of work it belongs to.</param>
/// <param name="Causation">The id of the event that made a rule append this one.</param>
public sealed record RecordedEvent<T>(
    Guid Id,
    long Position,
    long Version,
    DateTimeOffset RecordedAt,
    EventSource Source,
    string? Correlation,
    Guid? Causation,
    T Event)
{
    /// <summary>Who sent it; null for events of a rule or the clock. Never a personal name.</summary>
    public string? Sender { get; init; }
}
