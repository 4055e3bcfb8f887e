using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Localization;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Http;

/// <summary>The AsyncAPI document: which events the feed and webhooks send, made from the list of event types.</summary>
internal static class AsyncApi
{
    public const string Path = "/asyncapi/v1.json";

    private const string Feed = "feed", Webhooks = "webhooks", TestMessage = "webhook.test.v1";

    private static readonly DateTimeOffset At = new(2026, 11, 20, 21, 40, 0, TimeSpan.FromHours(8));

    private static readonly Guid Id = Guid.Parse("0198c1c2-0c4f-7b1d-8a2e-5d1f0e9c7b3a");

    /// <summary>The events of waybills and cases. Those of reference data are sent to nobody.</summary>
    private static IEnumerable<EventType> Types => EventTypes.All.Where(type => type.Rank > 0);

    public static void MapAsyncApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapDocument(Path, () => Task.FromResult(JsonSerializer.SerializeToUtf8Bytes(Document(), EventJson.Rows)));

    private static JsonObject Document() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["id"] = "urn:ordertracking:events:v1",
        ["info"] = new JsonObject
        {
            ["title"] = "OrderTracking: events",
            ["version"] = "v1",
            ["description"] = "What the feed and webhooks send: CloudEvents 1.0.2 in the structured mode. The same is taken by POST "
                + "/v1/events of /openapi/v1.json, of the events that the caller may record.",
        },
        ["defaultContentType"] = CloudEventNames.ContentType,
        ["servers"] = new JsonObject
        {
            ["service"] = Server("This service.", "127.0.0.1:5080"),
            ["receiver"] = Server("A receiver of webhooks: the address that was given to POST /v1/webhooks.", "receiver.example"),
        },
        ["channels"] = new JsonObject
        {
            [Feed] = Channel("/v1/feed", "service", [.. Types.Select(type => type.Stored)],
                "Server-Sent Events, each a CloudEvent where Accept names application/cloudevents+json (else its data alone), without "
                + "persons."),
            [Webhooks] = Channel(null, "receiver", [.. Types.Select(type => type.Stored), TestMessage],
                "POST requests of Standard Webhooks to the address of each webhook. Persons are masked, shown or left out as the "
                + "webhook's owner is shown them."),
        },
        ["operations"] = new JsonObject { ["sendFeed"] = Sends(Feed, "GET"), ["sendWebhooks"] = Sends(Webhooks, "POST") },
        ["components"] = new JsonObject
        {
            ["messages"] = Named(Types.Select(type => (type.Stored, Message(type))).Append((TestMessage, MessageOfTest()))),
            ["schemas"] = Named(Types.Select(type => (type.Stored, EventSchemas.Of(type)))
                .Append(("cloudEvent", CloudEventSchema())).Append(("event", EventSchema())).Append(("webhookHeaders", HeadersSchema()))),
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject
                {
                    ["type"] = "http", ["scheme"] = "bearer", ["description"] = "Authorization: Bearer, then a token or an API key.",
                },
            },
        },
    };

    private static JsonObject Server(string description, string host) => new()
    {
        ["host"] = "{host}",
        ["protocol"] = "https",
        ["description"] = description,
        ["variables"] = new JsonObject { ["host"] = new JsonObject { ["default"] = host } },
    };

    private static JsonObject Channel(string? address, string server, string[] messages, string description) => new()
    {
        ["address"] = address,
        ["description"] = description,
        ["servers"] = new JsonArray(Reference("servers", server)),
        ["messages"] = Named(messages.Select(message => (message, Reference("components/messages", message)))),
    };

    private static JsonObject Sends(string channel, string method)
    {
        var operation = new JsonObject
        {
            ["action"] = "send",
            ["channel"] = Reference("channels", channel),
            ["bindings"] = new JsonObject { ["http"] = new JsonObject { ["method"] = method, ["bindingVersion"] = "0.3.0" } },
        };
        if (channel == Feed) operation["security"] = new JsonArray(Reference("components/securitySchemes", "bearer"));
        return operation;
    }

    private static JsonObject Message(EventType type) => Message(CloudEventNames.TypeOf(type), type.Wire, Labels.Of(type), new JsonObject
    {
        ["allOf"] = new JsonArray(
            Reference("components/schemas", "cloudEvent"),
            Object(
                ("type", Constant(CloudEventNames.TypeOf(type))),
                ("data", Object(("type", Constant(type.Wire)), ("data", Reference("components/schemas", type.Stored)))))),
    }, writer => CloudEvent.Write(writer, StreamOf(type), Recorded(type), Disclosure.Masked, withPersons: false));

    private static JsonObject MessageOfTest() => Message(
        CloudEvent.TestType, "test", "Sent by POST /v1/webhooks/{id}/test; it says nothing.",
        Object(("specversion", Constant(CloudEventNames.SpecVersion)), ("id", Text("uuid")), ("source", Constant(CloudEvent.TestSource)),
            ("type", Constant(CloudEvent.TestType)), ("time", Text("date-time")),
            ("datacontenttype", Constant(CloudEventNames.DataContentType)), ("data", Object())),
        writer => CloudEvent.WriteTest(writer, Id, At));

    private static JsonObject Message(
        string name, string title, string summary, JsonObject payload, Action<Utf8JsonWriter> example) => new()
    {
        ["name"] = name,
        ["title"] = title,
        ["summary"] = summary,
        ["contentType"] = CloudEventNames.ContentType,
        ["headers"] = Reference("components/schemas", "webhookHeaders"),
        ["payload"] = payload,
        ["examples"] = new JsonArray(new JsonObject { ["name"] = title, ["payload"] = Written(example) }),
    };

    private static JsonObject CloudEventSchema() => Requiring(Object(
        ("specversion", Constant(CloudEventNames.SpecVersion)),
        ("id", Text("uuid", "The event's id.")),
        ("source", new JsonObject
        {
            ["type"] = "string", ["enum"] = new JsonArray([.. CloudEventNames.Sources.Select(source => (JsonNode?)source)]),
            ["description"] = "With the subject, the path of the waybill or case.",
        }),
        ("type", Text()),
        ("subject", Text(description: "The number of the waybill or case.")),
        ("time", Text("date-time", "When it happened.")),
        ("datacontenttype", Constant(CloudEventNames.DataContentType)),
        ("traceparent", Text(description: "The trace that the sender's request was part of; not for customers.")),
        ("data", Reference("components/schemas", "event"))),
        "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data");

    private static JsonObject EventSchema() => Requiring(Object(
        ("waybill", Text()), ("case", Text(description: "The kind, a colon and the number.")),
        ("position", Integer()), ("version", Integer()), ("id", Text("uuid")), ("type", Text()), ("occurredAt", Text("date-time")),
        ("recordedAt", Text("date-time")), ("station", Text()), ("by", Text(description: "Not for customers.")),
        ("source", new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. Enum.GetValues<EventSource>().Select(source => (JsonNode?)ResponseJson.Name(source))]),
        }),
        ("correlation", Text()), ("sender", Text()), ("causation", Text("uuid")), ("data", Object())),
        "position", "version", "id", "type", "occurredAt", "recordedAt", "station", "data");

    private static JsonObject HeadersSchema()
    {
        var schema = Object(("webhook-id", Text("uuid")), ("webhook-timestamp", Text()), ("webhook-signature", Text()));
        schema["description"] = "Of a webhook's requests, as in Standard Webhooks; the feed has none.";
        return schema;
    }

    private static RecordedEvent<DomainEvent> Recorded(EventType type)
    {
        var read = (DomainEvent)JsonSerializer.Deserialize(EventSchemas.Example(type), EventJson.Data.GetTypeInfo(type.Type))!;
        return new(Id, 1, 1, At.ToUniversalTime().AddSeconds(2), EventSource.Person, null, null,
            read with { OccurredAt = At, Station = "SHA", By = "li.wei" });
    }

    private static string StreamOf(EventType type) =>
        type.IsOfWaybill ? "ZB-1"
        : (AllCases.All.FirstOrDefault(kind => type.Stored.StartsWith($"{kind.Kind}.", StringComparison.Ordinal)) ?? AllCases.Claims)
            .Stream("CL-1");

    private static JsonNode Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, ResponseJson.Writing)) write(writer);
        return JsonNode.Parse(buffer.WrittenSpan)!;
    }

    private static JsonObject Named(IEnumerable<(string Name, JsonObject Value)> members) =>
        new(members.Select(member => new KeyValuePair<string, JsonNode?>(member.Name, member.Value)));

    private static JsonObject Object(params (string Name, JsonObject Schema)[] properties) =>
        new() { ["type"] = "object", ["properties"] = Named(properties) };

    private static JsonObject Requiring(JsonObject schema, params string[] names)
    {
        schema["required"] = new JsonArray([.. names.Select(name => (JsonNode?)name)]);
        return schema;
    }

    private static JsonObject Reference(string place, string name) => new() { ["$ref"] = $"#/{place}/{name}" };

    private static JsonObject Constant(string value) => new() { ["type"] = "string", ["const"] = value };

    private static JsonObject Integer() => new() { ["type"] = "integer" };

    private static JsonObject Text(string? format = null, string? description = null)
    {
        var text = new JsonObject { ["type"] = "string" };
        if (format is not null) text["format"] = format;
        if (description is not null) text["description"] = description;
        return text;
    }
}
