using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderTracking.Application.Epcis;

/// <summary>Writes EPCIS events in the JSON binding of EPCIS 2.0.</summary>
public static class EpcisJson
{
    /// <summary>The context that gives the standard's members their meaning.</summary>
    public const string Context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

    public const string SchemaVersion = "2.0", EpcisVersion = "2.0.0", CbvVersion = "2.0.0";

    /// <summary>The prefix of our vocabulary in what is written.</summary>
    public const string Prefix = "ot";

    /// <summary>The name of a query that has none.</summary>
    public const string AnonymousQuery = "SimpleEventQuery";

    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Prefixed(string name) => $"{Prefix}:{name}";

    /// <summary>The header <c>GS1-Extensions</c>: our vocabulary and its prefix.</summary>
    public static string Extensions(EpcisLinks links) => $"{Prefix}={links.Vocabulary}";

    /// <summary>A whole answer of events.</summary>
    /// <param name="subscription">The subscription that it is sent for; null for an answer.</param>
    public static void WriteQueryDocument(Utf8JsonWriter writer, EpcisLinks links, IEnumerable<EpcisEvent> events, DateTimeOffset at,
        string? queryName = null, string? subscription = null)
    {
        writer.WriteStartObject();
        WriteContext(writer, links);
        writer.WriteString("type", "EPCISQueryDocument");
        writer.WriteString("schemaVersion", SchemaVersion);
        writer.WriteString("creationDate", at);
        writer.WriteStartObject("epcisBody");
        writer.WriteStartObject("queryResults");
        if (subscription is not null) writer.WriteString("subscriptionID", subscription);
        writer.WriteString("queryName", queryName ?? AnonymousQuery);
        writer.WriteStartObject("resultsBody");
        writer.WriteStartArray("eventList");
        foreach (var one in events) Write(writer, one);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>One event by itself, with its context.</summary>
    public static void WriteAlone(Utf8JsonWriter writer, EpcisLinks links, EpcisEvent one)
    {
        writer.WriteStartObject();
        WriteContext(writer, links);
        WriteMembers(writer, one);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, EpcisEvent one)
    {
        writer.WriteStartObject();
        WriteMembers(writer, one);
        writer.WriteEndObject();
    }

    public static void WriteContext(Utf8JsonWriter writer, EpcisLinks links)
    {
        writer.WriteStartArray("@context");
        writer.WriteStringValue(Context);
        writer.WriteStartObject();
        writer.WriteString(Prefix, links.Vocabulary);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    /// <summary>The event's text: the same for the same content, in whatever order its members came.</summary>
    public static string Text(EpcisEvent one)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Writing)) Write(writer, one);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteMembers(Utf8JsonWriter writer, EpcisEvent one)
    {
        writer.WriteString("type", one.Type);
        if (one.Id is not null) writer.WriteString("eventID", one.Id);
        writer.WriteString("eventTime", one.At);
        writer.WriteString("eventTimeZoneOffset", Offset(one.At));
        if (one.RecordedAt is { } recordedAt) writer.WriteString("recordTime", recordedAt);
        if (one.Error is { } error) WriteError(writer, error);
        if (one.Parent is not null) writer.WriteString("parentID", one.Parent);
        var isAggregation = one.Type == EpcisEvent.AggregationType;
        writer.WriteStartArray(isAggregation ? "childEPCs" : "epcList");
        foreach (var epc in one.Epcs) writer.WriteStringValue(epc);
        writer.WriteEndArray();
        if (one.Quantities.Count > 0)
        {
            writer.WriteStartArray(isAggregation ? "childQuantityList" : "quantityList");
            foreach (var quantity in one.Quantities)
            {
                writer.WriteStartObject();
                writer.WriteString("epcClass", quantity.Class);
                writer.WriteNumber("quantity", quantity.Quantity);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteString("action", one.Action);
        if (one.BizStep is not null) writer.WriteString("bizStep", one.BizStep);
        if (one.Disposition is not null) writer.WriteString("disposition", one.Disposition);
        WriteLocation(writer, "readPoint", one.ReadPoint);
        WriteLocation(writer, "bizLocation", one.BizLocation);
        WriteReferences(writer, "bizTransactionList", "bizTransaction", one.Transactions);
        WriteReferences(writer, "sourceList", "source", one.Sources);
        WriteReferences(writer, "destinationList", "destination", one.Destinations);
        WriteExtensions(writer, one.Extensions);
    }

    private static void WriteError(Utf8JsonWriter writer, EpcisError error)
    {
        writer.WriteStartObject("errorDeclaration");
        writer.WriteString("declarationTime", error.DeclaredAt);
        if (error.Reason is not null) writer.WriteString("reason", error.Reason);
        if (error.Correctives.Count > 0)
        {
            writer.WriteStartArray("correctiveEventIDs");
            foreach (var id in error.Correctives) writer.WriteStringValue(id);
            writer.WriteEndArray();
        }
        WriteExtensions(writer, error.Extensions);
        writer.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter writer, string name, string? location)
    {
        if (location is null) return;
        writer.WriteStartObject(name);
        writer.WriteString("id", location);
        writer.WriteEndObject();
    }

    private static void WriteReferences(Utf8JsonWriter writer, string list, string member, IReadOnlyList<EpcisReference> references)
    {
        if (references.Count == 0) return;
        writer.WriteStartArray(list);
        foreach (var reference in references)
        {
            writer.WriteStartObject();
            if (reference.Type is not null) writer.WriteString("type", reference.Type);
            writer.WriteString(member, reference.Id);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteExtensions(Utf8JsonWriter writer, IReadOnlyDictionary<string, JsonNode> extensions)
    {
        foreach (var (name, value) in extensions.OrderBy(extension => extension.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(Prefixed(name));
            WriteValue(writer, value);
        }
    }

    // In JSON-LD a member without a meaning is lost, so those of objects are of our vocabulary, too.
    private static void WriteValue(Utf8JsonWriter writer, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, inner) in members)
                {
                    writer.WritePropertyName(Prefixed(name));
                    WriteValue(writer, inner);
                }
                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items) WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string Offset(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture,
        $"{(time.Offset < TimeSpan.Zero ? '-' : '+')}{time.Offset.Duration():hh\\:mm}");
}
