using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;

namespace OrderTracking.Api.Http;

/// <summary>
/// What the OpenAPI document says beyond the metadata of single routes: whose it is, how callers authenticate, what every route may refuse,
/// and how values are written.
/// </summary>
internal static class OpenApiDescription
{
    private const string Bearer = "bearer";

    private static readonly Dictionary<string, string> Tags = new()
    {
        ["Recording"] = "Events of waybills: one, a loading list, a day's file; and the quarantine of refused and held lines.",
        ["Waybills"] = "A waybill now, its timeline and its raw stream, and the search over all of them.",
        ["Cases"] = "Claims, complaints, insurances, inquiries, call rounds and desk notes.",
        ["Reference"] = "What the company has set, and from when it is in force.",
        ["Exceptions"] = "What went wrong, and how it was reported back.",
        ["Figures"] = "Rates with their definitions, and the waybills on either side.",
        ["Receipts"] = "Where each returned receipt is.",
        ["Deadlines"] = "What is due, what was missed, and what stays too long.",
        ["Worklists"] = "The day's work: loading, hand-overs, held freight.",
        ["Reports"] = "The customers' and the department's reports, as JSON and as files, and what was handed out.",
        ["Group"] = "The group's month by branch.",
        ["Tracking"] = "For the consignee, without a token.",
        ["Feed"] = "What is recorded, as it is recorded.",
        ["EPCIS"] = "The same events by the standard of GS1: queries, capture, named queries and their subscriptions.",
        ["Webhooks"] = "Addresses that the service calls with events.",
        ["Audit"] = "The whole log, replays, differences, proofs, and who looked at what.",
        ["Operations"] = "Keys, erasures, views, and events that cannot be read.",
        ["Sandbox"] = "A clock that testers move, and waybills that live through stories.",
        ["Health"] = "Whether the process is alive, and whether it can serve.",
    };

    /// <summary>What any route may answer, besides what it says itself.</summary>
    private static readonly (int Status, string Description, bool WithCaller)[] Refusals =
    [
        (400, "A parameter or a header is not known or not allowed.", false),
        (401, "No credentials, or wrong ones.", true),
        (403, "The route is not for the caller's role.", true),
        (409, "The request names another epoch of the log.", false),
        (429, "The caller asks too often, or too much at once; Retry-After says when to ask again.", true),
        (503, "The service has all it can take, or is behind; Retry-After says when to ask again.", true),
    ];

    private static readonly HashSet<string> Open =
        [.. Policy.Rules.Where(rule => rule.IsOpen).Select(rule => rule.Route)];

    public static Task Describe(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "OrderTracking", Version = "v1",
            Description = "What has happened to each waybill of a road-freight company, and how well it was served.",
            License = new() { Name = "Proprietary", Identifier = "LicenseRef-Proprietary" },
        };
        document.Servers = [new() { Url = "/", Description = "The service that this document is from." }];
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>()) tag.Description = Tags[tag.Name!];
        ((document.Components ??= new()).SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>())[Bearer] =
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer",
                Description = "A token of the company's issuer (JWT), or an API key.",
            };
        document.Security = [new() { [new(Bearer, document)] = [] }];
        foreach (var (path, method, operation) in Operations(document))
        {
            var route = $"{method} {path}";
            operation.OperationId = IdOf(method, path);
            if (Open.Contains(route)) operation.Security = [];
            foreach (var body in operation.RequestBody?.Content?.Values ?? [])
                if (body.Schema is OpenApiSchemaReference { Reference.Id: nameof(IncomingEvent) } one)
                    body.Schema = new OpenApiSchema
                    {
                        OneOf = [one, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one }],
                        Description = "An event, or an array of events that is taken whole or not at all.",
                    };
            foreach (var (status, description, withCaller) in Refusals)
                if (!withCaller || !Open.Contains(route))
                    (operation.Responses ??= []).TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
                    {
                        Description = description,
                        Content = new Dictionary<string, OpenApiMediaType>
                        {
                            [Problem.ContentType] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemAnswer), document) },
                        },
                    });
        }
        return Task.CompletedTask;
    }

    /// <summary>All operations, with their paths and methods as they are written.</summary>
    public static IEnumerable<(string Path, string Method, OpenApiOperation Operation)> Operations(OpenApiDocument document) =>
        from path in document.Paths
        from operation in path.Value.Operations ?? []
        select (path.Key, operation.Key.Method, operation.Value);

    /// <summary>
    /// Says how values are written, which their own converters hide from the generator of schemas. Numbers are read from texts as well, for
    /// senders who cannot write them otherwise; what is promised is the number.
    /// </summary>
    public static Task DescribeValue(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var (declared, isNull) = (context.JsonTypeInfo.Type, schema.Type & JsonSchemaType.Null ?? 0);
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type != declared || (!type.IsValueType && context.JsonPropertyInfo?.IsGetNullable is true)) isNull = JsonSchemaType.Null;
        if (type == typeof(string)) schema.Type = JsonSchemaType.String | isNull;
        else if (type == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String | isNull, "date-time");
        else if (type == typeof(TimeOnly))
            // RFC 3339's time of day, which the format stands for, has an offset.
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String | isNull, null, @"^\d\d:\d\d:\d\d$");
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetValues(type).Cast<Enum>().Select(value => (JsonNode)ResponseJson.Name(value))];
        }
        else if (schema.Type is { } numeric && (numeric & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
            (schema.Type, schema.Pattern) = (numeric & ~JsonSchemaType.String, null);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The name of an operation: its method and path in words, where {number} behind a plural makes it a singular.
    /// GET /v1/waybills/{number}/events is getWaybillEvents.
    /// </summary>
    internal static string IdOf(string method, string path)
    {
        var words = new List<string>();
        foreach (var segment in path.Replace(".", "/", StringComparison.Ordinal).Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (segment is "v1") continue;
            else if (segment[0] != '{') words.Add(string.Concat(segment.Split('-').Select(Capital)));
            else if (words.Count > 0 && Singular(words[^1]) is { } one) words[^1] = one;
            else words.Add("By" + Capital(segment.Trim('{', '}')));
        return method.ToLowerInvariant() + string.Concat(words);

        static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
    }

    private static string? Singular(string word) => word switch
    {
        _ when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
        _ when word.EndsWith('s') => word[..^1],
        _ => null,
    };
}
