using System.Buffers;
using System.Text.Json;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Webhooks;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>Writes what webhooks are sent, as CloudEvents.</summary>
internal sealed class WebhookWriter : IWebhookWriter
{
    public byte[] Write(string stream, RecordedEvent<DomainEvent> entry, Disclosure disclosure) =>
        Written(writer => CloudEvent.Write(writer, stream, entry, disclosure));

    public byte[] WriteTest(Guid id, DateTimeOffset at) => Written(writer => CloudEvent.WriteTest(writer, id, at));

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, ResponseJson.Writing)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
