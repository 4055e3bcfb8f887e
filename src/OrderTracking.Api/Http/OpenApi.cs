using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Reports;

namespace OrderTracking.Api.Http;

/// <summary>The OpenAPI document, made from the metadata of the routes.</summary>
internal static class OpenApi
{
    public const string Version = "v1", Path = $"/openapi/{Version}.json";

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapDocument(Path, () => Make(routes.ServiceProvider));

    private static async Task<byte[]> Make(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Version).GetOpenApiDocumentAsync();
        using var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1);
        return bytes.ToArray();
    }

    public static void Configure(OpenApiOptions options)
    {
        // The stream's items have no schema: the document's names of schemas would not be allowed to be theirs.
        options.CreateSchemaReferenceId = type =>
            type.Type == typeof(SseItem<byte[]>) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer((schema, context, _) => OpenApiDescription.DescribeValue(schema, context));
        options.AddDocumentTransformer((document, _, _) => OpenApiDescription.Describe(document));
        options.AddDocumentTransformer((document, _, _) => OpenApiExamples.AddTo(document));
        options.AddOperationTransformer(async (operation, context, cancellationToken) =>
        {
            foreach (var body in context.Description.ActionDescriptor.EndpointMetadata.OfType<BodyOfType>())
                operation.RequestBody!.Content![body.ContentType].Schema =
                    await context.GetOrCreateSchemaAsync(body.Shape, null, cancellationToken);
            foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteParameters>()
                .SelectMany(parameters => parameters.All))
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = parameter.Name, In = ParameterLocation.Query, Description = parameter.Description,
                    Schema = new OpenApiSchema
                    {
                        Type = parameter.Type == "integer" ? JsonSchemaType.Integer : JsonSchemaType.String, Format = parameter.Format,
                        Enum = parameter.Values?.Select(value => (JsonNode)JsonValue.Create(value)).ToList(),
                    },
                });
            // Our converter of strings hides their type from the generator of schemas.
            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
                if (parameter.In == ParameterLocation.Path) parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = LogEpochHeader.Name, In = ParameterLocation.Header,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
                Description = "The epoch of the log that the positions belong to, as an answer named it; in another one the answer is 409.",
            });
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IdempotentRoute>().Any())
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = IdempotencyKey.Header, In = ParameterLocation.Header, Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = $"Identifies the request: {IdempotencyKey.Expected}. Sent again with the same key within a day, it "
                        + "gets the same answer and is not run again.",
                });
        });
    }

    /// <summary>Documents the statuses of a route's problems that do not follow from the type of its answer.</summary>
    public static TBuilder Problems<TBuilder>(this TBuilder route, params int[] statuses) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata([.. statuses.Select(status =>
            new ProducesResponseTypeMetadata(status, typeof(ProblemAnswer), [Problem.ContentType]))]);

    /// <summary>Documents a report in one of its formats.</summary>
    public static RouteHandlerBuilder ProducesReport(this RouteHandlerBuilder route, ReportFormat format) =>
        format == ReportFormat.Json
            ? route.Produces<ReportAnswer>(200, RequestBodies.JsonType)
            : route.Produces<byte[]>(200, format.ContentType().Split(';')[0]);

    /// <summary>
    /// Declares the query parameters that a route takes; <see cref="Query"/> refuses others. A route that takes an account takes a tier of
    /// accounts as well, one that takes a station that is counted by takes a branch, and one that takes one clock of the past takes both.
    /// </summary>
    public static TBuilder Takes<TBuilder>(this TBuilder route, params Parameter[] parameters)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RouteParameters(
            [.. parameters.SelectMany(parameter => parameter == Parameters.Account ? [parameter, Parameters.Tier]
                : parameter == Parameters.Station ? [parameter, Parameters.Branch]
                : parameter == Parameters.AsOf ? [parameter, Parameters.KnownAt, Parameters.KnownAtPosition]
                : (Parameter[])[parameter])]));
}

/// <summary>Tells the OpenAPI document that a route's body is of another shape where it is of this content type.</summary>
internal sealed record BodyOfType(string ContentType, Type Shape);
