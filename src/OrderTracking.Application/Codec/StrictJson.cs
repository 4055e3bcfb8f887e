using System.Text.Json;
using System.Text.Unicode;

namespace OrderTracking.Application.Codec;

/// <summary>Reads a body that is one JSON object; every fault has a code, the field and what was expected.</summary>
public static class StrictJson
{
    public static (T? Value, Malformed? Wrong) Read<T>(ReadOnlySpan<byte> utf8, JsonSerializerOptions options) where T : class
    {
        if (!Utf8.IsValid(utf8)) return (null, new(MalformedCodes.InvalidUtf8, "", "UTF-8"));
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, options) is { } value
                ? (value, null) : (null, new(MalformedCodes.InvalidType, "", "a JSON object"));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return (null, Find(utf8, options.GetTypeInfo(typeof(T)), fault));
        }
    }

    private static Malformed Find(ReadOnlySpan<byte> utf8, System.Text.Json.Serialization.Metadata.JsonTypeInfo info, Exception refused)
    {
        try
        {
            // Reads to the end, to find anything after the object.
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = EventJson.MaxDepth });
            while (reader.Read())
            {
            }
            return EventDataErrors.Find(utf8, info, "", refused);
        }
        catch (JsonException fault)
        {
            return Malformed.NoJson(fault);
        }
    }
}
