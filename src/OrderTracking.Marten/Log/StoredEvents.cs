using JasperFx.Events;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Marten.Log;

/// <summary>Converts Marten's events to this service's.</summary>
internal static class StoredEvents
{
    private const string SourceHeader = "source";

    public static RecordedEvent<T> Recorded<T>(this IEvent stored) where T : DomainEvent => new(
        stored.Id, stored.Sequence, stored.Version, stored.Timestamp.ToUniversalTime(), Source(stored), stored.CorrelationId,
        // Another program's session may store a trace id here, which is no event's id.
        Guid.TryParse(stored.CausationId, out var cause) ? cause : null, (T)stored.Data) { Sender = stored.UserName };

    private static EventSource Source(IEvent stored) => stored.GetHeader(SourceHeader)?.ToString() switch
    {
        "system" => EventSource.System,
        "clock" => EventSource.Clock,
        _ => EventSource.Person,
    };
}
