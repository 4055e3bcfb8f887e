namespace OrderTracking.Domain.Waybills;

/// <summary>Who an event comes from: somebody outside, a rule of this service, or its clock.</summary>
public enum EventSource { Person, System, Clock }

/// <summary>An event as the log holds it.</summary>
/// <param name="Position">Its place in the one ordered log.</param>
/// <param name="Version">Its place in its stream, from 1.</param>
/// <param name="RecordedAt">When this service stored it, UTC, to the microsecond; it never runs against the position.</param>
/// <param name="Correlation">What the sender calls the piece of work it belongs to.</param>
/// <param name="Causation">The event that made a rule append this one.</param>
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
    /// <summary>Who sent it; null for what followed from a rule or the clock. Never a personal name.</summary>
    public string? Sender { get; init; }
}
