using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>
/// JSON Schemas of the data of events, and examples of them, from the types and options that read and write the data: what is said of an
/// event cannot differ from what is taken and sent.
/// </summary>
internal static class EventSchemas
{
    private const string Time = "2026-11-20T21:40:00+08:00", Day = "2026-11-20", Hour = "08:00:00",
        Id = "0198c1c2-7a5e-7c1e-9d0a-3f6b1c2d4e5f";

    private static readonly JsonSchemaExporterOptions Exporting =
        new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    // Members of many events; a text of another name is shown by its name.
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["account"] = "ACME", ["origin"] = "SHA", ["destination"] = "CTU", ["nextStation"] = "CTU", ["responsibleStation"] = "SHA",
        ["loadingList"] = "ZZ-1120-07", ["vehicle"] = "沪A·D1234", ["goods"] = "配件", ["exceptionId"] = Id, ["waybills"] = "ZB-1",
    };

    /// <summary>The data of an event as they are sent out.</summary>
    public static JsonObject Of(EventType type)
    {
        var schema = Whole(type);
        // Persons are left out of the feed, and customers are shown less: only what everybody is shown is certain to be there.
        var shown = EventJson.CustomerDataWithoutPersons.GetTypeInfo(type.Type).Properties.Select(property => property.Name).ToHashSet();
        if (schema["required"] is not JsonArray required) return schema;
        schema.Remove("required");
        var certain = required.Select(name => name!.GetValue<string>()).Where(shown.Contains).Select(name => (JsonNode?)name).ToArray();
        if (certain.Length > 0) schema["required"] = new JsonArray(certain);
        return schema;
    }

    /// <summary>The data of an event that has every member.</summary>
    public static JsonObject Example(EventType type) => Example(Whole(type), "").AsObject();

    private static JsonObject Whole(EventType type) => EventJson.Data.GetJsonSchemaAsNode(type.Type, Exporting).AsObject();

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        // Our converters hide these types from the exporter.
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(string)) return new JsonObject { ["type"] = "string" };
        if (type == typeof(DateTimeOffset)) return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type.IsEnum)
            return new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(
                    value, EventJson.Data.GetTypeInfo(type)))]),
            };
        if (schema is not JsonObject described) return schema;
        // What is null is left out, and a reader is not to refuse what it does not know.
        if (described["type"] is JsonArray types) described["type"] = types[0]!.GetValue<string>();
        // The exporter leaves out of a list what it believes to be anything.
        if (context.TypeInfo.ElementType is { } element && context.TypeInfo.Kind == JsonTypeInfoKind.Enumerable)
            described["items"] ??= EventJson.Data.GetJsonSchemaAsNode(element, Exporting);
        // And it forgets to ask about optional members of the types of our converters.
        if (described["properties"] is JsonObject members)
            foreach (var property in context.TypeInfo.Properties)
                if (members[property.Name] is not JsonObject member || !member.ContainsKey("type"))
                    members[property.Name] = EventJson.Data.GetJsonSchemaAsNode(property.PropertyType, Exporting);
        described.Remove("default");
        if (described["additionalProperties"]?.GetValueKind() == JsonValueKind.False) described.Remove("additionalProperties");
        return described;
    }

    private static JsonNode Example(JsonObject schema, string name)
    {
        if (schema["enum"] is JsonArray { Count: > 0 } values) return values[0]!.DeepClone();
        switch (schema["type"]?.GetValue<string>())
        {
            case "integer":
                return 1;
            case "number":
                return 12.5m;
            case "boolean":
                return true;
            case "array":
                return new JsonArray(Example(schema["items"]!.AsObject(), name));
            case "string":
                return JsonValue.Create(schema["format"]?.GetValue<string>() switch
                {
                    "date-time" => Time,
                    "date" => Day,
                    "time" => Hour,
                    "uuid" => Id,
                    _ => Texts.GetValueOrDefault(name, name),
                });
            default:
                var made = new JsonObject();
                foreach (var (member, its) in schema["properties"]?.AsObject() ?? []) made[member] = Example(its!.AsObject(), member);
                return made;
        }
    }
}
