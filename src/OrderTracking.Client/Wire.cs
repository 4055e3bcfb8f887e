using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OrderTracking.Client;

/// <summary>How JSON is read and written.</summary>
internal static class Wire
{
    public const string JsonType = "application/json", NdjsonType = "application/x-ndjson";

    /// <summary>Chinese text stays readable. Unescaped HTML characters are safe, because the receiver is a JSON parser.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // An answer that lacks what it must have is a fault, and not one with zeros.
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<LineStatus>(JsonNamingPolicy.CamelCase) },
        // The caller's own types need reflection, which programs that are compiled ahead of time do without.
        TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault
            ? JsonTypeInfoResolver.Combine(WireTypes.Default, new DefaultJsonTypeInfoResolver()) : WireTypes.Default,
    };

    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

/// <summary>The package's own types, read and written without reflection.</summary>
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(RecordedAnswer))]
[JsonSerializable(typeof(RateAnswer))]
[JsonSerializable(typeof(RecordedEvent))]
[JsonSerializable(typeof(Page<RecordedEvent>))]
[JsonSerializable(typeof(Page<JsonElement>))]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(ServiceProblem))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Received))]
[JsonSerializable(typeof(DispatchRequested))]
[JsonSerializable(typeof(Loaded))]
[JsonSerializable(typeof(Arrived))]
[JsonSerializable(typeof(Signed))]
[JsonSerializable(typeof(ExceptionRaised))]
internal sealed partial class WireTypes : JsonSerializerContext;
