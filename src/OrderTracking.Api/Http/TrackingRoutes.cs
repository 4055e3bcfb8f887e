using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;
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

    private static readonly Parameter<string?> Digits = Parameter.Text("digits", "The last four digits of the consignee's phone.");

    public static void MapTracking(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/track").WithTags("Tracking").MapGet("/{number}", Answer)
            .WithSummary("For the public: where a consignment is, without personal data. Too many wrong digits lock a number for a "
                + "quarter of an hour.")
            .Takes(Digits).Problems(400, 404, 422, 429).Weighs(RequestCost.Tracking);

    private static async Task<Results<Ok<TrackedWaybill>, EmptyHttpResult, Problem>> Answer(
        string number, Query query, HttpContext context, WrongDigitLimits limits,
        ITracking tracking, IEventLog log, ReferenceDataCache reference, TimeProvider clock)
    {
        var since = clock.GetTimestamp();
        context.Response.Headers.CacheControl = "no-store";
        var digits = query.Get(Digits);
        if (digits is not { Length: 4 } || !digits.All(char.IsAsciiDigit))
            query.Lacks(Digits, "the last four digits of the consignee's phone");
        if (WaybillNumber.Parse(number) is not { } waybill)
            return Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected);
        if (query.Fault is { } fault) return fault;
        var address = context.Connection.RemoteIpAddress;
        if (!limits.Try(waybill, address, out var retryAfter))
        {
            await ThrottlingResponses.TooManyRequests(context, retryAfter);
            return TypedResults.Empty;
        }

        TrackedWaybill? found;
        try
        {
            found = !await tracking.Matches(waybill, digits!, context.RequestAborted)
                ? null
                : TrackedWaybill.Of((await log.Read([waybill], context.RequestAborted))[0], await reference.Now(context.RequestAborted),
                    clock.GetUtcNow());
        }
        catch (UnreadableEventException unreadable)
        {
            // The stream is read only after the right digits. The public is not told what is wrong with it.
            limits.GiveBack(waybill, address);
            await Hold(since, clock, context.RequestAborted);
            return Problem.Unreadable(unreadable.First)
                with { Detail = "This consignment cannot be shown for the time being.", Field = null, Expected = null, Position = null };
        }
        if (found is not null) limits.GiveBack(waybill, address);
        else limits.Wrong();
        await Hold(since, clock, context.RequestAborted);
        return found is not null ? TypedResults.Ok(found) : new Problem(404, "not-found-or-wrong-digits",
            "There is no such consignment, or the digits are not the last four of its consignee's phone.");
    }

    private static Task Hold(long since, TimeProvider clock, CancellationToken cancellationToken)
    {
        var taken = clock.GetElapsedTime(since);
        var beats = Math.Max(1, Math.Ceiling(taken / Beat));
        return Task.Delay((Beat * beats) - taken, clock, cancellationToken);
    }
}
