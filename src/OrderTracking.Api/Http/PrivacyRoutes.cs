using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Http;

/// <summary>Persons that are to be forgotten: asked for by one, approved by another.</summary>
internal static class PrivacyRoutes
{
    private const int MaxBytes = 16 * 1024;

    private static readonly Parameter<string[]?> After = Parameters.After(2);

    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/privacy").WithTags("Operations");
        group.MapPost("/erasures", Ask)
            .WithSummary("Asks that a person be forgotten: by phone on all waybills and cases, or by waybill or case and role.")
            .WithDescription("Nothing is erased until another person has approved it.")
            .Accepts<NewErasure>(RequestBodies.JsonType)
            .Problems(400, 413, 415, 422)
            .RunsOnce();
        group.MapGet("/erasures", List)
            .WithSummary("Erasures, newest asked first: by whom they were asked for and approved, and what was done; no personal data.")
            .Takes(Parameters.Limit, After).Problems(400);
        group.MapPost("/erasures/{id}/approve", Approve)
            .WithSummary("Approves an erasure and carries it out: with a token, and by another person than who asked.")
            .WithDescription("It destroys the keys of the persons, which cannot be undone. On the node that is asked they are unreadable "
                + "when this answers, on others a second later. One that was cut short is carried on when it is approved again.")
            .Problems(403, 404)
            .RunsOnce();
    }

    private static async Task<Results<Created<Erasure>, Problem>> Ask(Query query, HttpContext context, Erasures erasures)
    {
        if (query.Fault is { } unknown) return unknown;
        var (wanted, problem) = await RequestBodies.ReadJson<NewErasure>(context, MaxBytes);
        if (problem is not null) return problem;
        if (wanted!.Check() is { } refusal) return Problem.Refused(refusal);
        return TypedResults.Created(
            (string?)null, await erasures.Ask(wanted, context.CallerContext().Caller.Subject, context.RequestAborted));
    }

    private static async Task<Results<Ok<Page<Erasure>>, Problem>> List(
        Query query, IErasures erasures, CancellationToken cancellationToken)
    {
        var (limit, after) = (query.Get(Parameters.Limit), query.Get(After));
        if (query.Fault is { } fault) return fault;
        var found = await erasures.List(after is [var at, var id] ? (PageCursor.Time(at), id) : null, limit + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, one => PageCursor.Of(PageCursor.Part(one.AskedAt), one.Id)));
    }

    private static async Task<Results<Ok<Erasure>, Problem>> Approve(string id, HttpContext context, Erasures erasures)
    {
        var (erasure, refusal) = id.Contains('\0', StringComparison.Ordinal)
            ? (null, ErasureRefusal.Unknown)
            : await erasures.Approve(id, context.CallerContext().Caller.Subject, context.RequestAborted);
        return refusal switch
        {
            null => TypedResults.Ok(erasure!),
            ErasureRefusal.Unknown => new Problem(404, "unknown-erasure", "There is no such erasure.", "id"),
            _ => new Problem(403, "second-person-needed",
                "This erasure is approved by another person than the one who asked for it, with a token and not with a key.", "id"),
        };
    }
}
