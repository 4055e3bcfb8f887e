using OrderTracking.Application.Access;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Feed;

/// <summary>Writes an event as subscribers of the feed receive it: without persons, whoever they are.</summary>
public interface IFeedWriter
{
    byte[] Write(string stream, RecordedEvent<DomainEvent> entry, Disclosure disclosure);

    /// <summary>The same as a structured CloudEvent.</summary>
    byte[] WriteCloudEvent(string stream, RecordedEvent<DomainEvent> entry, Disclosure disclosure);
}
