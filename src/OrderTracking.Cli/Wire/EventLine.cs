using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderTracking.Cli.Wire;

/// <summary>
/// A line of a batch as it is sent. The time is a text: a loader that reads a time without an offset must be able to send it as it is,
/// so that the service refuses it and nothing is guessed.
/// </summary>
internal sealed record EventLine(Guid Id, string Type, string Waybill, string? OccurredAt, string Station, string By, JsonObject Data)
{
    // Chinese text stays readable in files. Unescaped HTML characters are safe, because the receiver is a JSON parser.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lines as NDJSON, UTF-8, each ended by a line feed.</summary>
    public static ReadOnlyMemory<byte> ToNdjson(IEnumerable<EventLine> lines)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        foreach (var line in lines)
        {
            line.WriteTo(writer);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The event as its waybill's own route takes it: the waybill is in the address.</summary>
    public JsonObject ToWaybillJson() => new()
    {
        ["id"] = Id, ["type"] = Type, ["occurredAt"] = OccurredAt, ["station"] = Station, ["by"] = By, ["data"] = Data.DeepClone(),
    };

    private void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("type", Type);
        writer.WriteString("waybill", Waybill);
        writer.WriteString("occurredAt", OccurredAt);
        writer.WriteString("station", Station);
        writer.WriteString("by", By);
        writer.WritePropertyName("data");
        Data.WriteTo(writer);
        writer.WriteEndObject();
    }
}
