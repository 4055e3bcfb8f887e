using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using OrderTracking.Api.Protocol;

namespace OrderTracking.Api.Http;

/// <summary>
/// The examples of the OpenAPI document, from one place: OpenApiExamples.json. Bodies of requests stand there as they are; answers are put
/// together from their schemas and the values of their members. A body that has another form by its content type is named with that.
/// </summary>
internal sealed class OpenApiExamples
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly OpenApiDocument document;
    private readonly JsonObject requests, answers, members;

    private OpenApiExamples(OpenApiDocument document)
    {
        this.document = document;
        using var file = typeof(OpenApiExamples).Assembly.GetManifestResourceStream("OrderTracking.Api.Http.OpenApiExamples.json")!;
        var all = JsonNode.Parse(file)!.AsObject();
        (requests, answers, members) = (all["requests"]!.AsObject(), all["answers"]!.AsObject(), all["members"]!.AsObject());
    }

    public static Task AddTo(OpenApiDocument document)
    {
        var examples = new OpenApiExamples(document);
        if (document.Components?.Schemas?[nameof(ProblemAnswer)] is OpenApiSchema problem)
            problem.Examples = [examples.answers[nameof(ProblemAnswer)]!.DeepClone()];
        foreach (var (path, method, operation) in OpenApiDescription.Operations(document))
        {
            foreach (var (type, body) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
                examples.AddTo(body, type, examples.requests[$"{method} {path} {type}"] ?? examples.requests[$"{method} {path}"]);
            foreach (var (type, body) in (operation.Responses ?? []).Where(answer => answer.Key[0] == '2')
                .SelectMany(answer => answer.Value.Content ?? new Dictionary<string, OpenApiMediaType>()))
                examples.AddTo(body, type, examples.answers[$"{method} {path}"]);
        }
        return Task.CompletedTask;
    }

    private void AddTo(OpenApiMediaType body, string type, JsonNode? given)
    {
        if (type == RequestBodies.JsonType || type.EndsWith("+json", StringComparison.Ordinal))
        {
            if (given is not null && body.Schema?.Format == "byte") body.Schema = new OpenApiSchema { Type = JsonSchemaType.Object };
            body.Example = given?.DeepClone() ?? Of(body.Schema!, "", "", []);
        }
        else if (type == RequestBodies.NdjsonType)
        {
            // No schema says what a line is: it is a text, as far as the document goes.
            var lines = given as JsonArray ?? [Of(body.Schema!, "", "", [])];
            body.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A JSON object on each line." };
            body.Example = string.Concat(lines.Select(line => line!.ToJsonString(Written) + "\n"));
        }
        else if (type.StartsWith("text/", StringComparison.Ordinal) || given?.GetValueKind() == JsonValueKind.String)
        {
            body.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            if (given is not null) body.Example = given.DeepClone();
        }
        else if (body.Schema?.Format == "byte") body.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
    }

    /// <param name="owner">The schema that the member is of.</param>
    /// <param name="within">The schemas that it is in: one within itself ends there.</param>
    private JsonNode? Of(IOpenApiSchema schema, string owner, string member, HashSet<string> within)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } name })
        {
            if (!within.Add(name)) return null;
            var example = Of(document.Components!.Schemas![name], name, member, within);
            within.Remove(name);
            return example;
        }
        if (schema.OneOf is { Count: > 0 } choice) return Of(choice.First(one => one.Type != JsonSchemaType.Null), owner, member, within);
        var type = schema.Type & ~JsonSchemaType.Null;
        if (members.ContainsKey($"{owner}.{member}") && members[$"{owner}.{member}"] is null) return null;
        string[] keys = schema.Format is { } format
            ? [$"{owner}.{member}", $"{member}({format})", $"({format})", member] : [$"{owner}.{member}", member];
        foreach (var key in keys)
            if (members[key] is { } value && Fits(value, type)
                && (schema.Enum is null || schema.Enum.Any(one => JsonNode.DeepEquals(one, value)))) return value.DeepClone();
        if (schema.Enum is { Count: > 0 } values) return values[0].DeepClone();
        return type switch
        {
            JsonSchemaType.Object when schema.Properties is { Count: > 0 } properties => new JsonObject(
                properties.Select(property => KeyValuePair.Create(property.Key, Of(property.Value, owner, property.Key, within)))),
            JsonSchemaType.Object when schema.AdditionalProperties is { } each =>
                new JsonObject { [$"{members[$"{member}{{}}"] ?? "SHA"}"] = Of(each, owner, member, within) },
            JsonSchemaType.Array => schema.Items is { } items && Of(items, owner, member, within) is { } item ? new JsonArray(item) : [],
            JsonSchemaType.String => member,
            JsonSchemaType.Integer => 1,
            JsonSchemaType.Number => 1.5,
            JsonSchemaType.Boolean => true,
            _ => new JsonObject(),
        };
    }

    // A member without a type takes any value.
    private static bool Fits(JsonNode value, JsonSchemaType? type) => type is null || value.GetValueKind() switch
    {
        JsonValueKind.String => type is JsonSchemaType.String,
        JsonValueKind.Number =>
            type is JsonSchemaType.Number || (type is JsonSchemaType.Integer && value.AsValue().TryGetValue<long>(out _)),
        JsonValueKind.True or JsonValueKind.False => type is JsonSchemaType.Boolean,
        JsonValueKind.Array => type is JsonSchemaType.Array,
        _ => type is JsonSchemaType.Object,
    };
}
