using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderTracking.Client;

/// <summary>An event as it is sent: a line of a batch, or on its waybill's own route.</summary>
/// <param name="Id">Made once by the sender. By it the service knows what it has recorded already, however often it is sent.</param>
/// <param name="Type">The event's name: <c>loaded</c>.</param>
/// <param name="Waybill">The waybill's number. Of a case's event, the case's.</param>
/// <param name="OccurredAt">
/// When it happened: RFC 3339 with its offset. A text, so that a time that a source has without an offset is sent as it is, and refused;
/// nothing is guessed.
/// </param>
/// <param name="Station">Code of the station that reports it.</param>
/// <param name="By">Who reports it: a handle, never a personal name.</param>
/// <param name="Data">What the event says.</param>
public sealed record EventLine(Guid Id, string Type, string Waybill, string? OccurredAt, string Station, string By, JsonObject Data)
{
    /// <summary>
    /// Of a case's event in a batch: its kind, a colon and its number (<c>claim:CL-1</c>). It is sent instead of the waybill.
    /// </summary>
    public string? Case { get; init; }

    /// <summary>What the sender calls the piece of work that it belongs to: at most 128 characters.</summary>
    public string? Correlation { get; init; }

    /// <summary>A new event, with a new id: keep it, and send the same again.</summary>
    /// <param name="data">An object with the event's members: <c>new Loaded(12, NextStation: "CTU")</c>, or an anonymous one.</param>
    public static EventLine New(string type, string waybill, DateTimeOffset occurredAt, string station, string by, object? data = null) =>
        new(Guid.CreateVersion7(), type, waybill, TimeOf(occurredAt), station, by, DataOf(data));

    /// <summary>A new event of one of the types that this package has a record for.</summary>
    public static EventLine New(string waybill, DateTimeOffset occurredAt, string station, string by, EventData data) =>
        New(data.Type, waybill, occurredAt, station, by, data);

    /// <summary>A time as it is sent: RFC 3339, offset kept.</summary>
    public static string TimeOf(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    /// <summary>Lines as NDJSON, UTF-8, each ended by a line feed.</summary>
    public static ReadOnlyMemory<byte> ToNdjson(IEnumerable<EventLine> lines)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 12);
        foreach (var line in lines)
        {
            line.WriteTo(buffer, namesItsWaybill: true);
            buffer.Write("\n"u8);
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Events as a JSON array, UTF-8, for the route of their waybill or case, which the address names.</summary>
    public static ReadOnlyMemory<byte> ToArray(IEnumerable<EventLine> events)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 12);
        buffer.Write("["u8);
        var isFirst = true;
        foreach (var one in events)
        {
            if (!isFirst) buffer.Write(","u8);
            isFirst = false;
            one.WriteTo(buffer, namesItsWaybill: false);
        }
        buffer.Write("]"u8);
        return buffer.WrittenMemory;
    }

    private static JsonObject DataOf(object? data) => data switch
    {
        null => [],
        JsonObject json => json,
        _ => JsonSerializer.SerializeToNode(data, data.GetType(), Wire.Json) as JsonObject
            ?? throw new ArgumentException("An event's data are an object.", nameof(data)),
    };

    private void WriteTo(IBufferWriter<byte> buffer, bool namesItsWaybill)
    {
        using var writer = new Utf8JsonWriter(buffer, Wire.Writing);
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("type", Type);
        if (namesItsWaybill) writer.WriteString(Case is null ? "waybill" : "case", Case ?? Waybill);
        writer.WriteString("occurredAt", OccurredAt);
        writer.WriteString("station", Station);
        writer.WriteString("by", By);
        if (Correlation is not null) writer.WriteString("correlation", Correlation);
        writer.WritePropertyName("data");
        Data.WriteTo(writer);
        writer.WriteEndObject();
    }
}
