using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;

namespace OrderTracking.Api.Http;

/// <summary>The OpenAPI document, made from the metadata of the routes.</summary>
internal static class OpenApi
{
    private static readonly System.Reflection.MethodInfo Described = ((Action)(() => { })).Method;

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "OrderTracking", Version = "v1",
                Description = "What has happened to each waybill of a road-freight company, and how well it was served." };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<Parameters>()
                .SelectMany(parameters => parameters.All))
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = parameter.Name, In = ParameterLocation.Query, Description = parameter.Description,
                    Schema = new OpenApiSchema
                    {
                        Type = parameter.Type == "integer" ? JsonSchemaType.Integer : JsonSchemaType.String, Format = parameter.Format,
                        Enum = parameter.OneOf?.Select(value => (JsonNode)JsonValue.Create(value)).ToList(),
                    },
                });
            foreach (var name in PathNames(context.Description.RelativePath ?? ""))
                (operation.Parameters ??= [])
                    .Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IdempotentRoute>().Any())
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = IdempotencyKey.Header, In = ParameterLocation.Header, Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = $"Identifies the request: {IdempotencyKey.Expected}. Sent again with the same key within a day, it "
                        + "gets the same answer and is not run again.",
                });
            return Task.CompletedTask;
        });
    }

    private static IEnumerable<string> PathNames(string pattern) =>
        pattern.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));

    /// <summary>Documents a route's body, its answer and the statuses of its problems.</summary>
    public static IEndpointConventionBuilder Documents<TBody>(
        this IEndpointConventionBuilder route, int status, Type answer, params int[] others)
        where TBody : class
    {
        route.WithMetadata(new Accepts([RequestBodies.JsonType], typeof(TBody)));
        return route.Answers(status, answer, others);
    }

    /// <summary>Documents a route's answer and the statuses of its problems.</summary>
    public static IEndpointConventionBuilder Answers(this IEndpointConventionBuilder route, int status, Type answer, params int[] others)
    {
        // These routes take an HttpContext, so only metadata describes them; the API explorer lists only endpoints with a MethodInfo.
        route.WithMetadata(Described, new ProducesResponseTypeMetadata(status, answer, [RequestBodies.JsonType]));
        foreach (var other in others)
            route.WithMetadata(other < 300
                ? new ProducesResponseTypeMetadata(other, answer, [RequestBodies.JsonType])
                : new ProducesResponseTypeMetadata(other, typeof(ProblemAnswer), ["application/problem+json"]));
        return route;
    }

    /// <summary>Documents the file that a route answers, and the statuses of its problems.</summary>
    public static IEndpointConventionBuilder AnswersFile(
        this IEndpointConventionBuilder route, int status, string contentType, params int[] others)
    {
        route.WithMetadata(Described, new ProducesResponseTypeMetadata(status, typeof(byte[]), [contentType.Split(';')[0]]));
        foreach (var other in others)
            route.WithMetadata(new ProducesResponseTypeMetadata(other, typeof(ProblemAnswer), ["application/problem+json"]));
        return route;
    }

    public static IEndpointConventionBuilder Takes(this IEndpointConventionBuilder route, params Parameter[] parameters) =>
        route.WithMetadata(new Parameters(parameters));
}

internal sealed record Accepts(IReadOnlyList<string> ContentTypes, Type? RequestType) : IAcceptsMetadata
{
    public bool IsOptional => false;
}
