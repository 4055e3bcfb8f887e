using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Unreadable events: set aside, and listed with who did it and why.</summary>
internal static class SetAsideRoutes
{
    private const int MaxBytes = 16 * 1024, LongestReason = 500;

    public static void MapSetAside(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/log").WithTags("Operations");
        group.MapPost("/{position}/set-aside", SetAside)
            .WithSummary("Sets an unreadable event aside: it stays in the log, and everything is read without it.")
            .WithDescription("Only an unreadable event can be set aside, and this cannot be undone.")
            .Accepts<SetAsideReason>(RequestBodies.JsonType)
            .Problems(400, 404, 409, 413, 415, 422)
            .RunsOnce();
        group.MapGet("/set-aside", List)
            .WithSummary("Events that were set aside, by whom, when and why; in order of position.")
            .Takes(Parameters.Limit, Parameters.AfterPosition).Problems(400);
    }

    private static async Task<Results<Created<SetAsideItem>, Problem>> SetAside(
        string position, Query query, HttpContext context, UnreadableEventRemoval setting,
        ActRecord acts)
    {
        var (wanted, problem) = await RequestBodies.ReadJson<SetAsideReason>(context, MaxBytes);
        if ((query.Fault ?? problem) is { } fault) return fault;
        if (string.IsNullOrWhiteSpace(wanted!.Reason) || wanted.Reason.Length > LongestReason)
            return Problem.Of(422, RefusalCodes.InvalidValue, "reason",
                $"1 to {LongestReason} characters: why the event is set aside, for later readers");
        if (!long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return NoSuchEvent();
        await acts.Note(context, ActKind.EventSetAside, position, ("reason", wanted.Reason));
        var (done, refusal) = await setting.SetAside(at, context.CallerContext().Caller.Subject, wanted.Reason, context.RequestAborted);
        return refusal switch
        {
            null => TypedResults.Created((string?)null, SetAsideItem.Of(done!)),
            SetAsideRefusal.NoSuchEvent => NoSuchEvent(),
            SetAsideRefusal.Readable =>
                new Problem(409, "readable-event", "This event can be read; only unreadable events can be set aside.", "position"),
            _ => new Problem(409, "set-aside-before", "This event was set aside already: see GET /v1/log/set-aside.", "position"),
        };
    }

    private static async Task<Results<Ok<Page<SetAsideItem>>, Problem>> List(
        Query query, IUnreadableEvents events, CancellationToken cancellationToken)
    {
        var (limit, after) = (query.Get(Parameters.Limit), query.Get(Parameters.AfterPosition) ?? 0);
        if (query.Fault is { } fault) return fault;
        var found = await events.List(after, long.MaxValue, limit + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, aside => PageCursor.Part(aside.Event.Position)).Select(SetAsideItem.Of));
    }

    private static Problem NoSuchEvent() => new(404, "unknown-position", "There is no event at this position of the log.", "position");
}
