using OrderTracking.Application.Access;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Webhooks;

/// <summary>Writes what webhooks are sent: CloudEvents.</summary>
public interface IWebhookWriter
{
    /// <param name="stream">The waybill's number, or the key of a case's stream.</param>
    byte[] Write(string stream, RecordedEvent<DomainEvent> entry, Disclosure disclosure);

    /// <summary>An event that says nothing, for trying a receiver.</summary>
    byte[] WriteTest(Guid id, DateTimeOffset at);
}
