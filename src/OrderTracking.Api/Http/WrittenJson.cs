using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using OrderTracking.Api.Protocol;

namespace OrderTracking.Api.Http;

/// <summary>A JSON object that is written with a Utf8JsonWriter, which is faster than the serializer for thousands of events.</summary>
/// <typeparam name="T">The object's shape, for the OpenAPI document.</typeparam>
/// <param name="writeMembers">Writes the object's members.</param>
internal sealed class WrittenJson<T>(Action<Utf8JsonWriter> writeMembers, int status = 200, string? etag = null)
    : IResult, IEndpointMetadataProvider
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = RequestBodies.JsonType;
        if (etag is not null) response.Headers.ETag = etag;
        await using var writer = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Writing);
        writer.WriteStartObject();
        writeMembers(writer);
        writer.WriteEndObject();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(T), [RequestBodies.JsonType]));
}
