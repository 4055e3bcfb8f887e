using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Codec;

/// <summary>Says what is wrong with JSON that the serializer refused: which member, and what was expected.</summary>
internal static class EventDataErrors
{
    public const string Time = "an RFC 3339 time with an offset, such as 2026-11-20T21:40:00+08:00";

    /// <param name="path">Path of the JSON within the body; empty when it is the whole body.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static Malformed Find(ReadOnlySpan<byte> json, JsonTypeInfo info, string path, Exception fault)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = EventJson.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        return InObject(document.RootElement, info, path)
            ?? new(MalformedCodes.InvalidJson, Under(path, (fault as JsonException)?.Path?.TrimStart('$', '.') ?? ""),
                "what the event's description says");
    }

    private static Malformed? InObject(JsonElement json, JsonTypeInfo info, string path)
    {
        if (json.ValueKind != JsonValueKind.Object) return new(MalformedCodes.InvalidType, path, "a JSON object");
        var names = new HashSet<string>();
        foreach (var member in json.EnumerateObject())
        {
            var name = Under(path, JsonNames.Of(member) ?? "");
            var property = JsonNames.Of(member) is { } known ? info.Properties.FirstOrDefault(property => property.Name == known) : null;
            if (property is null)
                return new(MalformedCodes.UnknownField, name, string.Join(", ", info.Properties.Select(property => property.Name)));
            if (!names.Add(property.Name)) return new(MalformedCodes.DuplicateField, name, "each member once");
            if (InValue(member.Value, property, name) is { } wrong) return wrong;
        }
        var missing = info.Properties.FirstOrDefault(property => IsRequired(property) && !names.Contains(property.Name));
        return missing is null ? null : new(MalformedCodes.MissingField, Under(path, missing.Name), Expected(missing.PropertyType));
    }

    private static Malformed? InValue(JsonElement json, JsonPropertyInfo property, string path)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (json.ValueKind == JsonValueKind.Null)
            return IsRequired(property) ? new(MalformedCodes.MissingField, path, $"{Expected(type)}, not null") : null;
        var info = property.Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Object) return InObject(json, info, path);
        if (json.ValueKind == JsonValueKind.Array && info.ElementType is { } element
            && property.Options.GetTypeInfo(element) is { Kind: JsonTypeInfoKind.Object } inside)
            return json.EnumerateArray().Select((item, index) => InObject(item, inside, $"{path}[{index}]"))
                .FirstOrDefault(wrong => wrong is not null);
        try
        {
            json.Deserialize(info);
            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return new(CodeFor(json, type), path, Expected(type));
        }
    }

    private static string CodeFor(JsonElement json, Type type) => (type, json.ValueKind) switch
    {
        (_, JsonValueKind.String) when type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) =>
            MalformedCodes.InvalidTime,
        (_, JsonValueKind.String) when type == typeof(string) => MalformedCodes.InvalidText,
        (_, JsonValueKind.String) when type == typeof(Guid) => MalformedCodes.InvalidId,
        (_, JsonValueKind.String) when type.IsEnum => RefusalCodes.InvalidValue,
        (_, JsonValueKind.Number) when type == typeof(int) || type == typeof(decimal) => RefusalCodes.InvalidValue,
        _ => MalformedCodes.InvalidType,
    };

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    private static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName));
        if (type == typeof(DateTimeOffset)) return Time;
        if (type == typeof(DateOnly)) return "a day such as 2026-11-20";
        if (type == typeof(TimeOnly)) return "a time of day such as 17:00:00";
        if (type == typeof(int)) return "a whole number";
        if (type == typeof(decimal)) return "a decimal number";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(Guid)) return "a UUID";
        if (type == typeof(string)) return "a text without NUL and without broken surrogates";
        if (type.IsAssignableTo(typeof(IEnumerable<string>))) return "a list of texts";
        if (type.GenericTypeArguments is [var item]) return $"a list, each {Expected(item)}";
        return type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? "a list" : "a JSON object";
    }

    private static string Under(string path, string name) => name.Length == 0 ? path : path.Length == 0 ? name : $"{path}.{name}";
}
