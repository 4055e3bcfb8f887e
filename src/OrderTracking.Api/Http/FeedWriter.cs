using System.Buffers;
using System.Text.Json;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Feed;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>
/// Writes the events of the feed as those of a raw stream, with the waybill's number or the case's key and without persons: a look at the
/// feed is no access to personal data.
/// </summary>
internal sealed class FeedWriter : IFeedWriter
{
    public byte[] Write(string stream, RecordedEvent<DomainEvent> entry, Disclosure disclosure) => Written(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString(CaseStreams.IsCase(stream) ? "case" : "waybill", stream);
        ResponseJson.WriteEventWithoutPersons(writer, entry, disclosure);
        writer.WriteEndObject();
    });

    public byte[] WriteCloudEvent(string stream, RecordedEvent<DomainEvent> entry, Disclosure disclosure) =>
        Written(writer => CloudEvent.Write(writer, stream, entry, disclosure, withPersons: false));

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, ResponseJson.Writing)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
