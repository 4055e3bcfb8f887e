using OrderTracking.Api.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>
/// GET /track/{number}?digits=1234: where a consignment is, for anybody who knows the last four digits of the consignee's phone. An
/// unknown number, a waybill without a phone and wrong digits get the same answer after the same time, so that none can be told apart.
/// </summary>
internal static class TrackingRoutes
{
    // Answers are sent at multiples of this after their request, right ones too. It is well above the time that a lookup takes.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(40);

    public static void MapTracking(this IEndpointRouteBuilder routes)
    {
        var parts = routes.ServiceProvider;
        var (clock, locks) = (parts.GetRequiredService<TimeProvider>(), parts.GetRequiredService<NumberLocks>());
        var (tracking, log, reference) =
            (parts.GetRequiredService<ITracking>(), parts.GetRequiredService<IEventLog>(), parts.GetRequiredService<ReferenceDataCache>());
        routes.MapGet("/track/{number}", (RequestDelegate)(context => Answer(context, clock, locks, Find)))
            .WithSummary("For the public: where a consignment is, without personal data. Too many wrong digits lock a number for a "
                + "quarter of an hour.")
            .Weighs(RequestCost.Tracking)
            .Takes(new Parameter("digits", "The last four digits of the consignee's phone."))
            .Answers(200, typeof(TrackedWaybill), 400, 404, 422, 429);

        async Task<TrackedWaybill?> Find(string number, string digits, CancellationToken cancellationToken)
        {
            if (!await tracking.Matches(number, digits, cancellationToken)) return null;
            var history = (await log.Read([number], cancellationToken))[0];
            return TrackedWaybill.Of(history, await reference.Now(cancellationToken), clock.GetUtcNow());
        }
    }

    private static async Task Answer(HttpContext context, TimeProvider clock, NumberLocks locks,
        Func<string, string, CancellationToken, Task<TrackedWaybill?>> find)
    {
        var since = clock.GetTimestamp();
        context.Response.Headers.CacheControl = "no-store";
        var query = new Query(context);
        var digits = query.Text("digits");
        if (digits is not { Length: 4 } || !digits.All(char.IsAsciiDigit))
            query.Lacks("digits", "the last four digits of the consignee's phone");
        var number = WaybillNumber.Parse(query.Route("number"));
        var fault = number is null ? Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected) : query.Fault;
        if (fault is not null)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        if (!locks.Try(number!, out var retryAfter))
        {
            await ThrottlingResponses.TooManyRequests(context, retryAfter);
            return;
        }

        TrackedWaybill? found;
        try
        {
            found = await find(number!, digits!, context.RequestAborted);
        }
        catch (UnreadableEventException unreadable)
        {
            // The stream is read only after the right digits. The public is not told what is wrong with it.
            locks.GiveBack(number!);
            await Hold(since, clock, context.RequestAborted);
            await (Problem.Unreadable(unreadable.First)
                with { Detail = "This consignment cannot be shown for the time being.", Field = null, Expected = null, Position = null })
                .ExecuteAsync(context);
            return;
        }
        if (found is not null) locks.GiveBack(number!);
        await Hold(since, clock, context.RequestAborted);
        if (found is not null) await Results.Ok(found).ExecuteAsync(context);
        else await new Problem(404, "not-found-or-wrong-digits",
            "There is no such consignment, or the digits are not the last four of its consignee's phone.").ExecuteAsync(context);
    }

    private static Task Hold(long since, TimeProvider clock, CancellationToken cancellationToken)
    {
        var taken = clock.GetElapsedTime(since);
        var beats = Math.Max(1, Math.Ceiling(taken / Beat));
        return Task.Delay((Beat * beats) - taken, clock, cancellationToken);
    }
}

/// <summary>What the public may see of a consignment: no person, vehicle or account, and no free text.</summary>
public sealed record TrackedWaybill(
    string Waybill, WaybillStatus Status, string StatusLabel, TrackedStation Origin, TrackedStation Destination, DateTimeOffset? PromisedAt,
    IReadOnlyList<Milestone> Milestones)
{
    internal static TrackedWaybill? Of(History history, ReferenceSnapshot reference, DateTimeOffset now)
    {
        if (WaybillRow.Rows(history).SingleOrDefault() is not { } row) return null;
        var milestones = history.EffectiveEvents.Where(entry => IsMilestone(entry.Event)).Select(entry =>
        {
            var (type, waybillEvent) = (EventTypes.Of(entry.Event), entry.Event);
            return new Milestone(type.Wire, Labels.Of(type), Station(waybillEvent.Station), waybillEvent.OccurredAt);
        });
        return new(row.Waybill, row.Status, Labels.Of(row.Status), Station(row.Origin), Station(row.Destination), row.PromisedAt,
            [.. milestones]);

        TrackedStation Station(string code) => new(code, reference.Station(code, now)?.Event.Name);
    }

    private static bool IsMilestone(WaybillEvent waybillEvent) =>
        waybillEvent is Received or DispatchRequested or Loaded or Arrived or OutForDelivery or DeliveryFailed or Signed
            or ReturnedToShipper;
}

/// <param name="Name">Null if the reference data has no name for it.</param>
public sealed record TrackedStation(string Code, string? Name);

/// <param name="Kind">The event's type.</param>
public sealed record Milestone(string Kind, string Label, TrackedStation Station, DateTimeOffset At);
