using System.Globalization;
using OrderTracking.Api.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Unreadable events: set aside, and listed with who did it and why.</summary>
internal static class SetAsideRoutes
{
    private const int MaxBytes = 16 * 1024, LongestReason = 500;

    public static void MapSetAside(this IEndpointRouteBuilder routes)
    {
        var setting = routes.ServiceProvider.GetRequiredService<UnreadableEventRemoval>();
        var events = routes.ServiceProvider.GetRequiredService<IUnreadableEvents>();
        routes.MapPost("/v1/log/{position}/set-aside", (RequestDelegate)(context => SetAside(context, setting)))
            .WithSummary("Sets an unreadable event aside: it stays in the log, and everything is read without it.")
            .WithDescription("Only an unreadable event can be set aside, and this cannot be undone.")
            .Documents<SetAsideReason>(201, typeof(SetAsideItem), 400, 404, 409, 413, 415, 422)
            .RunsOnce();
        routes.MapGet("/v1/log/set-aside", (RequestDelegate)(context => List(context, events)))
            .WithSummary("Events that were set aside, by whom, when and why; in order of position.")
            .Takes(ViewAnswers.Limit, new("after", "The position before the first one wanted.", "integer", "int64"))
            .Answers(200, typeof(Page<SetAsideItem>), 400);
    }

    private static async Task SetAside(HttpContext context, UnreadableEventRemoval setting)
    {
        if (RequestBodies.TypeOf(context.Request, RequestBodies.JsonType) is null)
        {
            await RequestBodies.WrongType(RequestBodies.JsonType).ExecuteAsync(context);
            return;
        }
        if (await RequestBodies.Read(context.Request, MaxBytes, context.RequestAborted) is not { } body)
        {
            await RequestBodies.TooLarge("16 KB").ExecuteAsync(context);
            return;
        }
        var (wanted, malformed) = StrictJson.Read<SetAsideReason>(body, EventJson.Body);
        var fault = new Query(context).Fault
            ?? (malformed is not null ? Problem.Malformed(malformed) : null)
            ?? (string.IsNullOrWhiteSpace(wanted!.Reason) || wanted.Reason.Length > LongestReason
                ? Problem.Of(422, RefusalCodes.InvalidValue, "reason",
                    $"1 to {LongestReason} characters: why the event is set aside, for later readers")
                : null);
        if (fault is not null)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        if (!long.TryParse((string)context.Request.RouteValues["position"]!, NumberStyles.None, CultureInfo.InvariantCulture,
            out var position))
        {
            await NoSuchEvent().ExecuteAsync(context);
            return;
        }
        var (done, refusal) =
            await setting.SetAside(position, context.CallerContext().Caller.Subject, wanted!.Reason, context.RequestAborted);
        await (refusal switch
        {
            null => Results.Json(SetAsideItem.Of(done!), statusCode: 201),
            SetAsideRefusal.NoSuchEvent => NoSuchEvent(),
            SetAsideRefusal.Readable =>
                new Problem(409, "readable-event", "This event can be read; only unreadable events can be set aside.", "position"),
            _ => new Problem(409, "set-aside-before", "This event was set aside already: see GET /v1/log/set-aside.", "position"),
        }).ExecuteAsync(context);
    }

    private static async Task List(HttpContext context, IUnreadableEvents events)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Number("after") ?? 0);
        if (query.Fault is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        var found = await events.List(after, long.MaxValue, limit + 1, context.RequestAborted);
        var next = found.Count > limit ? found[limit - 1].Event.Position.ToString(CultureInfo.InvariantCulture) : null;
        await Results.Ok(new Page<SetAsideItem>([.. found.Take(limit).Select(SetAsideItem.Of)], next)).ExecuteAsync(context);
    }

    private static Problem NoSuchEvent() => new(404, "unknown-position", "There is no event at this position of the log.", "position");
}

/// <param name="Reason">Why the event is set aside, for later readers; without personal data.</param>
public sealed record SetAsideReason(string Reason);

/// <summary>An event that was set aside.</summary>
/// <param name="Stream">A waybill's number, or the key of a reference stream.</param>
/// <param name="Name">The event's stored name.</param>
/// <param name="Code">Why it could not be read; Field is the member at fault, and Expected what was expected there.</param>
/// <param name="By">The caller's subject; never a personal name.</param>
public sealed record SetAsideItem(
    long Position, string Stream, long Version, string Name, DateTimeOffset RecordedAt, string Code, string Field, string Expected,
    DateTimeOffset At, string By, string Reason)
{
    internal static SetAsideItem Of(SetAsideEvent aside)
    {
        var unreadable = aside.Event;
        return new(
            unreadable.Position, unreadable.Stream, unreadable.Version, unreadable.Type, unreadable.RecordedAt, unreadable.Code,
            unreadable.Field, unreadable.Expected,
            aside.At, aside.By, aside.Reason);
    }
}
