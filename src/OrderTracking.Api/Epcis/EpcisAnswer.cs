using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using OrderTracking.Api.Http;
using OrderTracking.Application.Epcis;

namespace OrderTracking.Api.Epcis;

/// <summary>A JSON answer of EPCIS, and where its next page is.</summary>
/// <param name="Write">Writes it whole.</param>
internal sealed record EpcisAnswer(Action<Utf8JsonWriter> Write, int Status = 200) : IResult, IEndpointMetadataProvider
{
    /// <summary>The token of the next page; null after the last.</summary>
    public string? NextPageToken { get; init; }

    public string? Location { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = RequestBodies.JsonType;
        if (Location is not null) response.Headers.Location = Location;
        if (NextPageToken is not null) response.Headers.Link = $"<{NextPage(httpContext.Request, NextPageToken)}>; rel=\"next\"";
        await using var writer = new Utf8JsonWriter(response.BodyWriter, EpcisJson.Writing);
        Write(writer);
    }

    /// <summary>A collection of names.</summary>
    public static EpcisAnswer Collection(EpcisLinks links, IEnumerable<string> members) => new(writer =>
    {
        writer.WriteStartObject();
        EpcisJson.WriteContext(writer, links);
        writer.WriteString("type", "Collection");
        writer.WriteStartArray("member");
        foreach (var member in members) writer.WriteStringValue(member);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(EpcisCollectionShape), [RequestBodies.JsonType]));

    private static string NextPage(HttpRequest request, string token)
    {
        var others = request.Query.Where(parameter => parameter.Key != "nextPageToken")
            .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value));
        return request.PathBase.Add(request.Path).ToUriComponent()
            + QueryString.Create(others.Append(KeyValuePair.Create("nextPageToken", (string?)token))).ToUriComponent();
    }
}

/// <summary>A collection of names: what lies below a resource, or what there is of a kind.</summary>
public sealed record EpcisCollectionShape(
    [property: JsonPropertyName("@context")] IReadOnlyList<string> Context, string Type, IReadOnlyList<string> Member);
