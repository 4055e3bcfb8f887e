using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Webhooks;

namespace OrderTracking.Api.Http;

/// <summary>Webhooks: endpoints that are sent events, and what became of each.</summary>
internal static class WebhookRoutes
{
    private const int MaxBytes = 64 * 1024;

    private const string Id = "/webhooks/{id}";

    private static readonly Parameter<string[]?> After = Parameters.After(2);
    private static readonly Parameter<DeliveryStatus?> Status =
        Parameter.OneOf<DeliveryStatus>("status", "Only deliveries of this status.");

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Webhooks");
        group.MapPost("/webhooks", Make)
            .WithSummary("Makes a webhook: an address that is sent the events that the caller may see, from a position, a time or now on.")
            .WithDescription("Requests are those of Standard Webhooks, with a CloudEvent as body; only this answer contains the secret. "
                + "History comes first and then what is recorded, in order for each waybill, and at least once.")
            .Accepts<NewWebhook>(RequestBodies.JsonType).Problems(400, 409, 413, 415, 422).RunsOnce();
        group.MapGet("/webhooks", List).WithSummary("The caller's webhooks, newest first; to auditors and administrators those of all.")
            .Takes(Parameters.Limit, After).Problems(400);
        group.MapGet(Id, Get).WithSummary("A webhook: what it is sent, how far it has come, and its public key if it has one.")
            .Problems(404);
        group.MapPut(Id, Change).WithSummary("Changes where a webhook is, and what it is sent from now on.")
            .Accepts<ChangedWebhook>(RequestBodies.JsonType).Problems(400, 404, 413, 415, 422).RunsOnce();
        group.MapDelete(Id, Remove).WithSummary("Removes a webhook; nothing more is sent after a second.").Problems(404).RunsOnce();
        group.MapPost($"{Id}/pause", Pause).WithSummary("Pauses a webhook; nothing more is sent after a second.").Problems(404).RunsOnce();
        group.MapPost($"{Id}/resume", Resume)
            .WithSummary("Has a paused or disabled webhook go on where it stopped; waiting deliveries have all their tries again.")
            .Problems(404).RunsOnce();
        group.MapPost($"{Id}/rotate", Rotate)
            .WithSummary("Gives a webhook another secret, which only this answer contains; the one before signs too for 24 hours.")
            .Problems(404).RunsOnce();
        group.MapPost($"{Id}/test", Test)
            .WithSummary("Sends a test event now, and answers with what the receiver answered, within 15 seconds.")
            .Problems(404).RunsOnce();
        group.MapPost($"{Id}/replay", Replay)
            .WithSummary("Sends everything from a position or a time on once more, in order, and then goes on.")
            .Accepts<WebhookStart>(RequestBodies.JsonType).Problems(400, 404, 413, 415, 422).RunsOnce();
        group.MapGet($"{Id}/deliveries", Deliveries)
            .WithSummary("What became of each event, newest first: delivered ones for 7 days, failed ones for 30.")
            .Takes(Status, Parameters.Limit, Parameters.AfterNumber).Problems(400, 404);
        group.MapPost($"{Id}/deliveries/retry", RetryRange)
            .WithSummary("Sends the failed deliveries of a range of positions again, the oldest 10,000 of them.")
            .Accepts<RetriedRange>(RequestBodies.JsonType).Problems(400, 404, 413, 415, 422).RunsOnce();
        group.MapPost($"{Id}/deliveries/{{position}}/retry", RetryOne)
            .WithSummary("Sends one delivery again, whatever became of it.").Problems(404).RunsOnce();
    }

    private static async Task<Results<Created<WebhookWithKey>, Problem>> Make(HttpContext context, WebhookRegistry registry)
    {
        var (wanted, problem) = await RequestBodies.ReadJson<NewWebhook>(context, MaxBytes);
        if (problem is not null) return problem;
        var (webhook, key, refusal) = await registry.Make(wanted!, context.CallerContext().Caller, context.RequestAborted);
        if (refusal is not null) return Problem.Refused(refusal);
        if (webhook is null)
            return new Problem(409, "too-many-webhooks", "There are as many webhooks as there may be; remove one.");
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/v1/webhooks/{webhook.Id}", WebhookWithKey.Of(webhook, key));
    }

    private static async Task<Results<Ok<Page<WebhookItem>>, Problem>> List(Query query, IWebhooks webhooks)
    {
        var limit = query.Get(Parameters.Limit);
        (DateTimeOffset, Guid)? after = null;
        if (query.Get(After) is [var at, var last])
        {
            if (!Guid.TryParse(last, out var id)) query.Lacks(After, "the 'next' of the page before");
            after = (PageCursor.Time(at), id);
        }
        if (query.Fault is { } fault) return fault;
        var owner = SeesAll(query.Context) ? null : query.Context.CallerContext().Caller.Subject;
        var found = await webhooks.List(owner, after, limit + 1, query.Context.RequestAborted);
        return TypedResults.Ok(Page.Of(found, limit, webhook => PageCursor.Of(PageCursor.Part(webhook.CreatedAt), webhook.Id.ToString()))
            .Select(WebhookItem.Of));
    }

    private static async Task<Results<Ok<WebhookWithKey>, Problem>> Get(
        string id, Query query, IWebhooks webhooks, WebhookRegistry registry)
    {
        if (query.Fault is { } fault) return fault;
        return await Find(id, query.Context, webhooks) is { } found
            ? TypedResults.Ok(WebhookWithKey.Of(found.Webhook, registry.PublicKey(found))) : Unknown;
    }

    private static async Task<Results<Ok<WebhookItem>, Problem>> Change(
        string id, HttpContext context, IWebhooks webhooks, WebhookRegistry registry)
    {
        if (await Find(id, context, webhooks) is not { } found) return Unknown;
        var (wanted, problem) = await RequestBodies.ReadJson<ChangedWebhook>(context, MaxBytes);
        if (problem is not null) return problem;
        var (changed, refusal) =
            await registry.Change(found.Webhook.Id, wanted!, context.CallerContext().Caller, context.RequestAborted);
        return refusal is not null ? Problem.Refused(refusal) : Answer(changed);
    }

    private static async Task<Results<Ok<WebhookItem>, Problem>> Remove(
        string id, HttpContext context, IWebhooks webhooks, WebhookRegistry registry) =>
        await Find(id, context, webhooks) is { } found
            ? Answer(await registry.Remove(found.Webhook.Id, context.CallerContext().Caller, context.RequestAborted)) : Unknown;

    private static async Task<Results<Ok<WebhookItem>, Problem>> Pause(
        string id, HttpContext context, IWebhooks webhooks, WebhookRegistry registry) =>
        await Find(id, context, webhooks) is { } found
            ? Answer(await registry.Pause(found.Webhook.Id, context.RequestAborted)) : Unknown;

    private static async Task<Results<Ok<WebhookItem>, Problem>> Resume(
        string id, HttpContext context, IWebhooks webhooks, WebhookRegistry registry) =>
        await Find(id, context, webhooks) is { } found
            ? Answer(await registry.Resume(found.Webhook.Id, context.CallerContext().Caller, context.RequestAborted)) : Unknown;

    private static async Task<Results<Ok<WebhookWithKey>, Problem>> Rotate(
        string id, HttpContext context, IWebhooks webhooks, WebhookRegistry registry)
    {
        if (await Find(id, context, webhooks) is not { } found) return Unknown;
        var (rotated, key) = await registry.Rotate(found.Webhook, context.CallerContext().Caller, context.RequestAborted);
        if (rotated is null) return Unknown;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(WebhookWithKey.Of(rotated, key));
    }

    private static async Task<Results<Ok<WebhookTest>, Problem>> Test(
        string id, HttpContext context, IWebhooks webhooks, WebhookRegistry registry) =>
        await Find(id, context, webhooks) is { } found
            ? TypedResults.Ok(await registry.Test(found, context.RequestAborted)) : Unknown;

    private static async Task<Results<Ok<WebhookItem>, Problem>> Replay(
        string id, HttpContext context, IWebhooks webhooks, WebhookRegistry registry)
    {
        if (await Find(id, context, webhooks) is not { } found) return Unknown;
        var (start, problem) = await RequestBodies.ReadJson<WebhookStart>(context, MaxBytes);
        if (problem is not null) return problem;
        if (start is { FromPosition: null, FromTime: null })
            return Problem.Of(422, "invalid-value", "fromPosition", "a position, or fromTime");
        var (moved, refusal) = await registry.Replay(found.Webhook.Id, start!, context.CallerContext().Caller, context.RequestAborted);
        return refusal is not null ? Problem.Refused(refusal) : Answer(moved);
    }

    private static async Task<Results<Ok<Page<DeliveryItem>>, Problem>> Deliveries(string id, Query query, IWebhooks webhooks)
    {
        var (status, limit, before) = (query.Get(Status), query.Get(Parameters.Limit), query.Get(Parameters.AfterNumber));
        if (query.Fault is { } fault) return fault;
        if (await Find(id, query.Context, webhooks) is not { } found) return Unknown;
        var deliveries = await webhooks.Deliveries(found.Webhook.Id, status, before, limit + 1, query.Context.RequestAborted);
        return TypedResults.Ok(Page.Of(deliveries, limit, delivery => PageCursor.Part(delivery.Position)).Select(DeliveryItem.Of));
    }

    private static async Task<Results<Ok<RetriedAnswer>, Problem>> RetryRange(
        string id, HttpContext context, IWebhooks webhooks, WebhookRegistry registry)
    {
        if (await Find(id, context, webhooks) is not { } found) return Unknown;
        var (range, problem) = await RequestBodies.ReadJson<RetriedRange>(context, MaxBytes);
        if (problem is not null) return problem;
        if (range!.To < range.From) return Problem.Of(422, "invalid-value", "to", "a position from 'from' on");
        return TypedResults.Ok(new RetriedAnswer(
            await registry.Retry(found.Webhook.Id, range.From, range.To ?? long.MaxValue, context.RequestAborted)));
    }

    private static async Task<Results<Ok<DeliveryItem>, Problem>> RetryOne(
        string id, string position, HttpContext context, IWebhooks webhooks, WebhookRegistry registry)
    {
        if (await Find(id, context, webhooks) is not { } found) return Unknown;
        return long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && await registry.Retry(found.Webhook.Id, at, context.RequestAborted) is { } retried
            ? TypedResults.Ok(DeliveryItem.Of(retried))
            : new Problem(404, "unknown-delivery", "The webhook has no delivery at this position; it may be too long ago.", "position");
    }

    // Of another's webhook nobody learns that it exists, but who sees all.
    private static async Task<StoredWebhook?> Find(string id, HttpContext context, IWebhooks webhooks) =>
        Guid.TryParseExact(id, "D", out var known) && await webhooks.Find(known, context.RequestAborted) is { } found
            && (found.Webhook.Owner == context.CallerContext().Caller.Subject || SeesAll(context)) ? found : null;

    private static bool SeesAll(HttpContext context)
    {
        var endpoint = (RouteEndpoint)context.GetEndpoint()!;
        return Policy.Of(endpoint.RoutePattern, endpoint.Metadata) is { } row
            && context.CallerContext().Caller.Roles.Any(role => row.Of(role) == RoutePermission.All);
    }

    private static Results<Ok<WebhookItem>, Problem> Answer(Webhook? webhook) =>
        webhook is null ? Unknown : TypedResults.Ok(WebhookItem.Of(webhook));

    private static Problem Unknown => new(404, "unknown-webhook", "There is no such webhook.", "id");
}
