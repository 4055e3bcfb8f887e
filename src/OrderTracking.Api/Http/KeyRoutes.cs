using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>API keys of programs: made, listed and revoked.</summary>
internal static class KeyRoutes
{
    private const int MaxBytes = 256 * 1024;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.ServiceProvider.GetRequiredService<ApiKeys>();
        var kept = routes.ServiceProvider.GetRequiredService<IApiKeys>();
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        routes.MapPost("/v1/keys", (RequestDelegate)(context => Make(context, keys, clock)))
            .WithSummary("Makes a key. Only this answer contains its secret, which is not stored.")
            .Documents<NewKey>(201, typeof(MadeKey), 400, 413, 415, 422)
            .RunsOnce();
        routes.MapGet("/v1/keys", (RequestDelegate)(context => List(context, kept)))
            .WithSummary("All keys, newest made first; also those that have expired or were revoked.")
            .Takes(ViewAnswers.Limit, ViewAnswers.After)
            .Answers(200, typeof(Page<ApiKey>), 400);
        routes.MapDelete("/v1/keys/{id}", (RequestDelegate)(context => Revoke(context, keys)))
            .WithSummary("Revokes a key: at once on the node that is asked, within five seconds on all.")
            .Answers(200, typeof(ApiKey), 404)
            .RunsOnce();
    }

    private static async Task Make(HttpContext context, ApiKeys keys, TimeProvider clock)
    {
        if (new Query(context).Fault is { } unknown)
        {
            await unknown.ExecuteAsync(context);
            return;
        }
        if (RequestBodies.TypeOf(context.Request, RequestBodies.JsonType) is null)
        {
            await RequestBodies.WrongType(RequestBodies.JsonType).ExecuteAsync(context);
            return;
        }
        if (await RequestBodies.Read(context.Request, MaxBytes, context.RequestAborted) is not { } body)
        {
            await RequestBodies.TooLarge("256 KB").ExecuteAsync(context);
            return;
        }
        var (wanted, malformed) = StrictJson.Read<NewKey>(body, EventJson.Body);
        var fault = malformed is not null ? Problem.Malformed(malformed) : wanted!.Check(clock.GetUtcNow()) is { } refusal
            ? Problem.Refused(refusal) : null;
        if (fault is not null)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        var (key, text) = await keys.Make(wanted!, context.CallerContext().Caller.Subject, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await Results.Json(new MadeKey(text, key), statusCode: 201).ExecuteAsync(context);
    }

    private static async Task List(HttpContext context, IApiKeys keys)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.After(2));
        if (query.Fault is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        var found = await keys.List(after is [var at, var id] ? (Query.CursorTime(at), id) : null, limit + 1, context.RequestAborted);
        var next = found.Count > limit ? Query.Cursor(Query.Cursor(found[limit - 1].CreatedAt), found[limit - 1].Id) : null;
        await Results.Ok(new Page<ApiKey>([.. found.Take(limit)], next)).ExecuteAsync(context);
    }

    private static async Task Revoke(HttpContext context, ApiKeys keys)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        // PostgreSQL cannot store a NUL in a text, so no key has such an id.
        var revoked = id.Contains('\0', StringComparison.Ordinal)
            ? null : await keys.Revoke(id, context.CallerContext().Caller.Subject, context.RequestAborted);
        await (revoked is null ? new Problem(404, "unknown-key", "There is no such key.", "id") : Results.Ok(revoked))
            .ExecuteAsync(context);
    }
}

/// <summary>A new key.</summary>
/// <param name="Key">The secret to send; it is not stored and cannot be shown again.</param>
public sealed record MadeKey(
    string Key, string Id, string Name, IReadOnlyList<Role> Roles, IReadOnlyList<string> Stations, IReadOnlyList<string> Accounts,
    DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset ExpiresAt)
{
    internal MadeKey(string text, ApiKey key)
        : this(text, key.Id, key.Name, key.Roles, key.Stations, key.Accounts, key.CreatedAt, key.CreatedBy, key.ExpiresAt)
    {
    }
}
