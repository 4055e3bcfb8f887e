using System.Text.Json.Nodes;
using OrderTracking.Api.Http;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;

namespace OrderTracking.Api.Epcis;

/// <summary>EPCIS 2.0 by its REST bindings, in JSON.</summary>
internal static class EpcisRoutes
{
    private const string Get = "GET, OPTIONS", Post = "GET, POST, OPTIONS", Delete = "GET, DELETE, OPTIONS";

    // For the document; the query reads all by itself, since the names of some depend on types.
    private static readonly Parameter[] OfEvents =
    [
        .. ((string[])
        [
            "eventType", "GE_eventTime", "LT_eventTime", "GE_recordTime", "LT_recordTime", "EQ_action", "EQ_bizStep", "EQ_disposition",
            "EQ_readPoint", "EQ_bizLocation", "MATCH_epc", "MATCH_parentID", "MATCH_anyEPC", "MATCH_epcClass", "MATCH_anyEPCClass",
            "EQ_quantity", "GT_quantity", "GE_quantity", "LT_quantity", "LE_quantity", "EQ_eventID", "EXISTS_errorDeclaration",
            "GE_errorDeclarationTime", "LT_errorDeclarationTime", "EQ_errorReason", "EQ_correctiveEventID", "orderBy", "orderDirection",
            "eventCountLimit", "maxEventCount",
        ]).Select(name => Parameter.Text(name, "As EPCIS 2.0 says; several values are separated by |.")),
    ];

    public static void MapEpcis(this IEndpointRouteBuilder routes)
    {
        // By itself: within the group its pattern would end with a slash.
        var root = routes.MapGroup("").WithTags("EPCIS").AddEndpointFilter(EpcisNegotiation.Run);
        root.MapGet(EpcisExceptions.Root, Root).WithSummary("The resources of the EPCIS repository.");
        Discover(root, EpcisExceptions.Root, Get);
        var group = root.MapGroup(EpcisExceptions.Root);
        group.MapGet("/events", Events).WithSummary("The EPCIS events that the caller may see, by the event query of EPCIS 2.0.")
            .Takes([.. OfEvents, .. EpcisPaging.Parameters]).Produces<EpcisDocumentShape>().Problems(400, 406, 413, 501);
        group.MapGet("/events/{id}", Event).WithSummary("The EPCIS events of one id: the event, and the declarations that it was an error.")
            .Produces<EpcisDocumentShape>().Problems(404, 406);
        Discover(group, "/events", Post);
        DiscoverOne(group, "/events/{id}", Get);
        foreach (var resource in EpcisResource.All)
        {
            group.MapGet($"/{resource.Name}",
                    (HttpContext context, EpcisLinks links, IWaybillsView waybills, ReferenceDataCache reference) =>
                        resource.List(new(context, links, waybills, reference)))
                .WithSummary(resource.Summary).Takes(EpcisPaging.Parameters).Problems(400, 406);
            Discover(group, $"/{resource.Name}", Get);
            group.MapGet($"/{resource.Name}/{{id}}", (string id, EpcisLinks links) => EpcisAnswer.Collection(links, ["events"]))
                .WithSummary("What there is of this one: its events.").Problems(406);
            DiscoverOne(group, $"/{resource.Name}/{{id}}", Get);
            group.MapGet($"/{resource.Name}/{{id}}/events", (string id, HttpContext context, EpcisQuestions questions) =>
                Ask(context, questions, (resource.Parameter, Decoded(id)))).WithSummary("The events of this one.")
                .Takes([.. OfEvents, .. EpcisPaging.Parameters]).Produces<EpcisDocumentShape>().Problems(400, 406, 413, 501);
            DiscoverOne(group, $"/{resource.Name}/{{id}}/events", Get);
        }
        group.MapEpcisCapture();
        Discover(group, "/capture", Post);
        DiscoverOne(group, "/capture/{id}", Get);
        group.MapEpcisQueries();
        Discover(group, "/queries", Post);
        DiscoverOne(group, "/queries/{id}", Delete);
        DiscoverOne(group, "/queries/{id}/events", Get);
        group.MapEpcisSubscriptions();
        DiscoverOne(group, "/queries/{id}/subscriptions", Post);
    }

    /// <summary>A value in a path: slashes within it stay escaped when the path is decoded.</summary>
    public static string Decoded(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static void Discover(RouteGroupBuilder group, string pattern, string allow) => group.MapMethods(
        pattern, [HttpMethods.Options], (HttpContext context) => EpcisNegotiation.Discover(context, allow))
        .WithSummary("Versions and limits of the resource.").Produces(StatusCodes.Status204NoContent);

    private static void DiscoverOne(RouteGroupBuilder group, string pattern, string allow) => group.MapMethods(
        pattern, [HttpMethods.Options], (string id, HttpContext context) => EpcisNegotiation.Discover(context, allow))
        .WithSummary("Versions and limits of the resource.").Produces(StatusCodes.Status204NoContent);

    private static EpcisAnswer Root(EpcisLinks links) => EpcisAnswer.Collection(
        links, ["capture", "events", "queries", .. EpcisResource.All.Select(resource => resource.Name)]);

    private static Task<IResult> Events(HttpContext context, EpcisQuestions questions) => Ask(context, questions);

    private static async Task<IResult> Event(string id, HttpContext context, EpcisQuestions questions)
    {
        var (query, problem) = questions.Read(context.Request, ("EQ_eventID", Decoded(id)));
        return problem ?? await questions.Answer(context, query!, isOne: true);
    }

    private static async Task<IResult> Ask(HttpContext context, EpcisQuestions questions, params (string, string)[] preset)
    {
        var (query, problem) = questions.Read(context.Request, preset);
        return problem ?? await questions.Answer(context, query!);
    }
}

/// <summary>An EPCISQueryDocument, for the OpenAPI document: the standard's own schema says what is in it.</summary>
public sealed record EpcisDocumentShape(string Type, string SchemaVersion, DateTimeOffset CreationDate, JsonNode EpcisBody);
