using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Http;

/// <summary>API keys of programs: made, listed and revoked.</summary>
internal static class KeyRoutes
{
    private const int MaxBytes = 256 * 1024;

    private static readonly Parameter<string[]?> After = Parameters.After(2);

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Operations");
        group.MapPost("/keys", Make)
            .WithSummary("Makes a key. Only this answer contains its secret, which is not stored.")
            .WithDescription("A key of an auditor, an administrator, a supervisor or the group's service, or of all "
                + "stations, is accepted once a second "
                + "person approved it. A key that a key makes ends no later than that one.")
            .Accepts<NewKey>(RequestBodies.JsonType)
            .Problems(400, 409, 413, 415, 422)
            .RunsOnce();
        group.MapGet("/keys", List)
            .WithSummary("All keys, newest made first; also those that have expired or were revoked.")
            .Takes(Parameters.Limit, After).Problems(400);
        group.MapPost("/keys/{id}/approve", Approve)
            .WithSummary("Approves a key that needs a second person: with a token, and by another person than who had it made.")
            .Problems(403, 404, 409)
            .RunsOnce();
        group.MapDelete("/keys/{id}", Revoke)
            .WithSummary("Revokes a key and what was made with it: at once on the node that is asked, within five seconds on all.")
            .Problems(404)
            .RunsOnce();
    }

    private static async Task<Results<Created<MadeKey>, Problem>> Make(Query query, HttpContext context, ApiKeys keys, TimeProvider clock)
    {
        if (query.Fault is { } unknown) return unknown;
        var (wanted, problem) = await RequestBodies.ReadJson<NewKey>(context, MaxBytes);
        if (problem is not null) return problem;
        if (wanted!.Check(clock.GetUtcNow()) is { } refusal) return Problem.Refused(refusal);
        var (key, text, notGranted) = await keys.Make(wanted, context.CallerContext().Caller.Subject, context.RequestAborted);
        if (notGranted is not null) return Problem.Refused(notGranted);
        if (key is null) return Ended;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, new MadeKey(text!, key));
    }

    private static async Task<Results<Ok<Page<ApiKey>>, Problem>> List(Query query, IApiKeys keys, CancellationToken cancellationToken)
    {
        var (limit, after) = (query.Get(Parameters.Limit), query.Get(After));
        if (query.Fault is { } fault) return fault;
        var found = await keys.List(after is [var at, var id] ? (PageCursor.Time(at), id) : null, limit + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, key => PageCursor.Of(PageCursor.Part(key.CreatedAt), key.Id)));
    }

    private static async Task<Results<Ok<ApiKey>, Problem>> Approve(string id, HttpContext context, ApiKeys keys)
    {
        var (approved, refusal) = id.Contains('\0', StringComparison.Ordinal)
            ? (null, ApprovalRefusal.UnknownKey)
            : await keys.Approve(id, context.CallerContext().Caller.Subject, context.RequestAborted);
        return refusal switch
        {
            null => TypedResults.Ok(approved!),
            ApprovalRefusal.UnknownKey => Unknown,
            ApprovalRefusal.NotNeeded => new Problem(409, "no-approval-needed", "One person is enough for what this key grants.", "id"),
            ApprovalRefusal.Ended => Ended,
            _ => new Problem(403, "second-person-needed",
                "This key is approved by another person than the one who had it made, who comes with a token and not with a key.", "id"),
        };
    }

    private static Problem Unknown => new(404, "unknown-key", "There is no such key.", "id");

    private static Problem Ended => new(409, "key-ended", "The key was revoked or has expired.", "id");

    private static async Task<Results<Ok<ApiKey>, Problem>> Revoke(string id, HttpContext context, ApiKeys keys)
    {
        // PostgreSQL cannot store a NUL in a text, so no key has such an id.
        var revoked = id.Contains('\0', StringComparison.Ordinal)
            ? null : await keys.Revoke(id, context.CallerContext().Caller.Subject, context.RequestAborted);
        return revoked is null ? Unknown : TypedResults.Ok(revoked);
    }
}
