using System.Text.Json;
using System.Text.RegularExpressions;
using OrderTracking.Api.Access;
using OrderTracking.Api.Http;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Epcis;

/// <summary>Queries that callers have named, each caller's own.</summary>
internal static partial class EpcisQueryRoutes
{
    private const int MaxBytes = 64 * 1024, MaxQueries = 100;

    public static void MapEpcisQueries(this RouteGroupBuilder group)
    {
        group.MapPost("/queries", Make).WithSummary("Names an event query, of the caller's alone.")
            .Accepts<EpcisQueryShape>(RequestBodies.JsonType, EpcisNegotiation.JsonLdType)
            .Produces<EpcisQueryShape>(StatusCodes.Status201Created).Problems(400, 406, 409, 413, 415, 501).Weighs(RequestCost.Reads);
        group.MapGet("/queries", List).WithSummary("The caller's named queries, by name.")
            .Takes(EpcisPaging.Parameters).Produces<EpcisQueryShape[]>().Problems(400, 406);
        group.MapGet("/queries/{id}", Find).WithSummary("A named query.").Produces<EpcisQueryShape>().Problems(404, 406);
        group.MapDelete("/queries/{id}", Remove).WithSummary("Removes a named query.")
            .Produces(StatusCodes.Status204NoContent).Problems(404, 406);
        group.MapGet("/queries/{id}/events", Events).WithSummary("The events that a named query finds now.")
            .Takes(EpcisPaging.Parameters).Produces<EpcisDocumentShape>().Problems(400, 404, 406, 413);
    }

    /// <summary>A named query of the caller's; null where there is none.</summary>
    public static Task<EpcisNamedQuery?> OwnQuery(HttpContext context, IEpcisStore store, string name) =>
        store.Find(context.CallerContext().Caller.Subject, name, context.RequestAborted);

    private static async Task<IResult> Make(HttpContext context, EpcisLinks links, IEpcisStore store, TimeProvider clock)
    {
        var (body, unread) = await EpcisNegotiation.Read(context, MaxBytes);
        if (unread is not null) return unread;
        var (root, refusal) = EpcisDocument.Parse(body);
        if (root is not { } sent) return EpcisExceptions.Refused(refusal!);
        if (!(sent.TryGetProperty("name", out var named) && named.ValueKind == JsonValueKind.String
            && named.GetString() is { } name && Name().IsMatch(name)))
            return Problem.Of(400, "invalid-parameter", "name", "1 to 64 of letters, digits, '.', '_' and '-'");
        foreach (var member in sent.EnumerateObject())
            if (member.Name is not ("name" or "query"))
                return Problem.Of(400, "unknown-field", member.Name, "name and query");
        if (!sent.TryGetProperty("query", out var query)) return Problem.Of(400, "missing-field", "query", "an object of parameters");
        if (EpcisQuery.Read(query, EpcisContext.Of(links)).Fault is { } fault) return EpcisExceptions.Of(fault);
        var made = new EpcisNamedQuery(context.CallerContext().Caller.Subject, name, query.GetRawText(), clock.GetUtcNow());
        if (!await store.Add(made, MaxQueries, context.RequestAborted))
            return new Problem(409, "query-exists", "There is a query of this name, or as many queries as there may be.", "name");
        return new EpcisAnswer(writer => Write(writer, made), 201) { Location = $"{EpcisExceptions.Root}/queries/{name}" };
    }

    private static async Task<IResult> List(HttpContext context, IEpcisStore store)
    {
        var (limit, after, fault) = EpcisPaging.Read(context.Request, 1);
        if (fault is not null) return fault;
        var found = await store.List(context.CallerContext().Caller.Subject, after?[0], limit + 1, context.RequestAborted);
        var page = Page.Of(found, limit, query => PageCursor.Of(query.Name));
        return new EpcisAnswer(writer =>
        {
            writer.WriteStartArray();
            foreach (var query in page.Items) Write(writer, query);
            writer.WriteEndArray();
        }) { NextPageToken = page.Next };
    }

    private static async Task<IResult> Find(string id, HttpContext context, IEpcisStore store) =>
        await OwnQuery(context, store, id) is { } found ? new EpcisAnswer(writer => Write(writer, found)) : Unknown;

    private static async Task<IResult> Remove(string id, HttpContext context, IEpcisStore store) =>
        await store.Remove(context.CallerContext().Caller.Subject, id, context.RequestAborted) ? TypedResults.NoContent() : Unknown;

    private static async Task<IResult> Events(string id, HttpContext context, IEpcisStore store, EpcisQuestions questions)
    {
        if (await OwnQuery(context, store, id) is not { } found) return Unknown;
        using var parsed = JsonDocument.Parse(found.Query);
        var (query, problem) = questions.Read(context.Request, parsed.RootElement);
        return problem ?? await questions.Answer(context, query!, found.Name);
    }

    private static void Write(Utf8JsonWriter writer, EpcisNamedQuery query)
    {
        writer.WriteStartObject();
        writer.WriteString("name", query.Name);
        writer.WritePropertyName("query");
        writer.WriteRawValue(query.Query);
        writer.WriteEndObject();
    }

    private static Problem Unknown => EpcisExceptions.Unknown("id", "query");

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex Name();
}

/// <summary>A named query.</summary>
/// <param name="Query">Its parameters.</param>
public sealed record EpcisQueryShape(string Name, JsonElement Query);
