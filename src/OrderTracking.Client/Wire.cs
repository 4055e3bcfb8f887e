using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

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
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
