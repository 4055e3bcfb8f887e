using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using OrderTracking.Domain.Events;

namespace OrderTracking.Api.Tests.CloudEvents;

/// <summary>Sends events as CloudEvents, in each mode.</summary>
internal static class CloudEventForms
{
    public const string Structured = "application/cloudevents+json", Batch = "application/cloudevents-batch+json";

    /// <summary>A line of a batch as a CloudEvent.</summary>
    public static JsonObject AsCloudEvent(this JsonObject line)
    {
        var sent = line.DeepClone().AsObject();
        var (kind, number) = sent["case"]?.GetValue<string>().Split(':') is [var of, var its] ? (of, its) : (null, null);
        var data = new JsonObject { ["station"] = sent["station"]!.DeepClone(), ["by"] = sent["by"]!.DeepClone() };
        if (sent["data"] is { } own) data["data"] = own.DeepClone();
        return new()
        {
            ["specversion"] = "1.0",
            ["id"] = sent.Id(),
            ["source"] = kind is null ? "/v1/waybills" : $"/v1/{kind}s",
            ["type"] = "ordertracking." + EventTypes.All.Single(type => type.Wire == sent["type"]!.GetValue<string>()).Stored,
            ["subject"] = number ?? sent["waybill"]!.GetValue<string>(),
            ["time"] = sent["occurredAt"]!.GetValue<string>(),
            ["datacontenttype"] = "application/json",
            ["data"] = data,
        };
    }

    public static Task<Answer> PostStructured(this RunningService service, JsonNode sent, string query = "") =>
        service.Post($"/v1/events{query}", Encoding.UTF8.GetBytes(sent.ToJsonString()), Structured);

    public static Task<Answer> PostBatch(this RunningService service, IEnumerable<JsonNode?> sent, string query = "") =>
        service.Post($"/v1/events{query}",
            Encoding.UTF8.GetBytes($"[{string.Join(',', sent.Select(one => one?.ToJsonString() ?? "null"))}]"), Batch);

    /// <summary>Posts the attributes as headers and the data as the body.</summary>
    public static Task<Answer> PostBinary(this RunningService service, JsonObject sent, string contentType = "application/json",
        Action<HttpRequestHeaders>? alter = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events")
        {
            Content = new ByteArrayContent(sent["data"] is { } data ? Encoding.UTF8.GetBytes(data.ToJsonString()) : []),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in sent)
            if (name is not ("data" or "datacontenttype"))
                request.Headers.TryAddWithoutValidation($"ce-{name}", value!.GetValue<string>());
        alter?.Invoke(request.Headers);
        return service.Send(request);
    }
}
