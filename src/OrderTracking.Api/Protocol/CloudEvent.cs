using System.Text.Json;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Protocol;

/// <summary>
/// An event in the structured mode of CloudEvents 1.0.2. Source and subject together are the path of the waybill or the case; the data
/// are the event as its raw stream shows it.
/// </summary>
internal static class CloudEvent
{
    public const string TestType = CloudEventNames.TypePrefix + "webhook.test.v1", TestSource = "/v1/webhooks";

    private const int TraceIdLength = 32, SpanIdLength = 16;

    /// <summary>Writes a whole event, its object included.</summary>
    /// <param name="stream">The waybill's number, or the key of a case's stream.</param>
    /// <param name="withPersons">Whether it is written with persons, masked or not, as they are disclosed.</param>
    public static void Write(
        Utf8JsonWriter writer, string stream, RecordedEvent<DomainEvent> entry, Disclosure disclosure, bool withPersons = true)
    {
        var ofCase = CaseStreams.TypeOf(stream);
        writer.WriteStartObject();
        Attributes(writer, entry.Id, ofCase is null ? CloudEventNames.Waybills : CloudEventNames.SourceOf(ofCase),
            CloudEventNames.TypeOf(EventTypes.Of(entry.Event)), entry.Event.OccurredAt);
        writer.WriteString("subject", ofCase is null ? stream : stream[(ofCase.Kind.Length + 1)..]);
        // Why something was sent is not for customers.
        if (disclosure > Disclosure.Customer && TraceOf(entry) is { } trace) writer.WriteString("traceparent", trace);
        writer.WriteStartObject("data");
        writer.WriteString(ofCase is null ? "waybill" : "case", stream);
        if (withPersons) ResponseJson.WriteEvent(writer, entry, disclosure);
        else ResponseJson.WriteEventWithoutPersons(writer, entry, disclosure);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes an event that nothing has happened for.</summary>
    public static void WriteTest(Utf8JsonWriter writer, Guid id, DateTimeOffset at)
    {
        writer.WriteStartObject();
        Attributes(writer, id, TestSource, TestType, at);
        writer.WriteStartObject("data");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter writer, Guid id, string source, string type, DateTimeOffset time)
    {
        writer.WriteString("specversion", CloudEventNames.SpecVersion);
        writer.WriteString("id", id);
        writer.WriteString("source", source);
        writer.WriteString("type", type);
        writer.WriteString("time", time);
        writer.WriteString("datacontenttype", CloudEventNames.DataContentType);
    }

    // The correlation of an event that came with a trace is the trace's id. The span was not kept: the event's id stands for it.
    private static string? TraceOf(RecordedEvent<DomainEvent> entry) =>
        entry.Correlation is { Length: TraceIdLength } trace && trace.All(char.IsAsciiHexDigitLower) && trace.Any(digit => digit != '0')
            && entry.Id.ToString("N")[..SpanIdLength] is var span && span.Any(digit => digit != '0')
            ? $"00-{trace}-{span}-00" : null;
}
