using System.Text.Encodings.Web;
using System.Text.Json;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Protocol;

/// <summary>Writes events with a Utf8JsonWriter, which is faster than the serializer for thousands of events.</summary>
internal static class ResponseJson
{
    public static readonly JsonWriterOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private const int MaxPageBytes = 4_000_000;

    /// <summary>Writes an event's members, as sent and of its envelope, into an object that the caller has started.</summary>
    /// <param name="disclosure">How much of it is shown: to customers neither who sent it and why, nor all of its data.</param>
    public static void WriteEvent<T>(Utf8JsonWriter writer, RecordedEvent<T> entry, Disclosure disclosure = Disclosure.Full)
        where T : DomainEvent => WriteEvent(writer, entry, disclosure, Data(disclosure));

    /// <summary>The same without persons, not even masked.</summary>
    public static void WriteEventWithoutPersons<T>(Utf8JsonWriter writer, RecordedEvent<T> entry, Disclosure disclosure)
        where T : DomainEvent => WriteEvent(writer, entry, disclosure,
            disclosure > Disclosure.Customer ? EventJson.DataWithoutPersons : EventJson.CustomerDataWithoutPersons);

    private static void WriteEvent<T>(Utf8JsonWriter writer, RecordedEvent<T> entry, Disclosure disclosure, JsonSerializerOptions data)
        where T : DomainEvent
    {
        var type = EventTypes.Of(entry.Event);
        writer.WriteNumber("position", entry.Position);
        writer.WriteNumber("version", entry.Version);
        writer.WriteString("id", entry.Id);
        writer.WriteString("type", type.Wire);
        writer.WriteString("occurredAt", entry.Event.OccurredAt);
        writer.WriteString("recordedAt", entry.RecordedAt);
        writer.WriteString("station", entry.Event.Station);
        if (disclosure > Disclosure.Customer)
        {
            writer.WriteString("by", entry.Event.By);
            writer.WriteString("source", Name(entry.Source));
            if (entry.Correlation is not null) writer.WriteString("correlation", entry.Correlation);
            if (entry.Sender is not null) writer.WriteString("sender", entry.Sender);
            if (entry.Causation is { } cause) writer.WriteString("causation", cause);
        }
        writer.WritePropertyName("data");
        JsonSerializer.Serialize(writer, entry.Event, data.GetTypeInfo(type.Type));
    }

    /// <summary>How rows are written for so much of them to be shown.</summary>
    public static JsonSerializerOptions Rows(Disclosure disclosure) => disclosure switch
    {
        Disclosure.Full => EventJson.Rows,
        Disclosure.Masked => EventJson.MaskedRows,
        _ => EventJson.CustomerRows,
    };

    private static JsonSerializerOptions Data(Disclosure disclosure) => disclosure switch
    {
        Disclosure.Full => EventJson.Data,
        Disclosure.Masked => EventJson.MaskedData,
        _ => EventJson.CustomerData,
    };

    /// <summary>Writes the members of a page, which ends early once it has more than 4 MB.</summary>
    /// <param name="next">The cursor behind an item.</param>
    /// <param name="writeMembers">Writes the members of an item.</param>
    public static void WritePage<T>(Utf8JsonWriter writer, Page<T> page, Func<T, string> next, Action<T> writeMembers)
    {
        var (written, begun) = (0, writer.BytesCommitted + writer.BytesPending);
        writer.WriteStartArray("items");
        foreach (var item in page.Items)
        {
            if (writer.BytesCommitted + writer.BytesPending - begun > MaxPageBytes) break;
            writer.WriteStartObject();
            writeMembers(item);
            writer.WriteEndObject();
            written++;
        }
        writer.WriteEndArray();
        writer.WriteString("next", written < page.Items.Count ? next(page.Items[written - 1]) : page.Next);
    }

    public static string Name(EventSource source) => source switch
    {
        EventSource.Person => "person",
        EventSource.System => "system",
        EventSource.Clock => "clock",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    public static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
