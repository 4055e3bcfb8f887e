using JasperFx.Events;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Marten.Log;

/// <summary>Marten's events to this service's and back.</summary>
internal static class StoredEvents
{
    private const string SourceHeader = "source";

    public static IEvent ToStore(this global::Marten.Events.IEventStoreOperations events, Decided decided, DateTimeOffset recordedAt)
    {
        var stored = events.BuildEvent(decided.Event);
        stored.Id = decided.Id;
        stored.Timestamp = recordedAt;
        stored.CorrelationId = decided.Correlation;
        stored.UserName = decided.Sender;
        stored.CausationId = decided.Causation?.ToString();
        stored.SetHeader(SourceHeader, decided.Source switch
        {
            EventSource.Person => "person",
            EventSource.System => "system",
            EventSource.Clock => "clock",
            _ => throw new ArgumentOutOfRangeException(nameof(decided)),
        });
        return stored;
    }

    public static Recorded<T> Recorded<T>(this IEvent stored) where T : DomainEvent => new(
        stored.Id, stored.Sequence, stored.Version, stored.Timestamp.ToUniversalTime(), Source(stored), stored.CorrelationId,
        stored.CausationId is { } cause ? Guid.Parse(cause) : null, (T)stored.Data) { Sender = stored.UserName };

    private static EventSource Source(IEvent stored) => stored.GetHeader(SourceHeader)?.ToString() switch
    {
        "system" => EventSource.System,
        "clock" => EventSource.Clock,
        _ => EventSource.Person,
    };
}
