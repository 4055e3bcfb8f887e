using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Reading;
using OrderTracking.Dashboard.Hosting;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>
/// GET /track/{number}?digits=1234, and as a short message /track/{number}.txt: where a consignment is, for anybody who knows the last four
/// digits of the consignee's phone. An unknown number, a waybill without a phone and wrong digits get the same answer after the same time,
/// so that none can be told apart.
/// </summary>
internal static class TrackingRoutes
{
    private static readonly Parameter<string?> Digits = Parameter.Text("digits", "The last four digits of the consignee's phone.");

    public static void MapTracking(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/track").WithTags("Tracking");
        group.MapGet("/{number}", (string number, Query query, HttpContext context, IPublicTracking tracking) =>
                Answer(number, query, context, tracking, TypedResults.Ok))
            .WithSummary("For the public: where a consignment is, without personal data. Too many wrong digits lock a number, and the "
                + "network that they come from, for a quarter of an hour.")
            .Takes(Digits).Problems(400, 404, 422, 429).Weighs(RequestCost.Tracking);
        group.MapGet("/{number}.txt", (string number, Query query, HttpContext context, IPublicTracking tracking, Company company) =>
                Answer(number, query, context, tracking, found => TypedResults.Text(TrackingMessage.Of(found, company))))
            .WithSummary($"The same for a gateway of short messages: one in Chinese, of at most {TrackingMessage.MaxLength} characters.")
            .Produces<string>(200, "text/plain")
            .Takes(Digits).Problems(400, 404, 422, 429).Weighs(RequestCost.Tracking);
        // A customer asks the desk, which answers with the same proof; who looked is put on record.
        routes.MapGroup("/v1").WithTags("Cases").MapGet("/tracked/{number}",
                (string number, Query query, HttpContext context, IPublicTracking tracking, PersonalDataAccessLog log) =>
                    Answer(number, query, context, tracking, TypedResults.Ok, waybill => log.Note(context, [waybill])))
            .WithSummary("For whoever answers an inquiry: where any consignment is, by the last four digits of the consignee's phone. It "
                + "is limited as public tracking is, and stands in the access log.")
            .Takes(Digits).Problems(400, 404, 422, 429).Weighs(RequestCost.Tracking);
    }

    /// <param name="note">Puts on record that a waybill is shown.</param>
    private static async Task<Results<T, EmptyHttpResult, Problem>> Answer<T>(
        string number, Query query, HttpContext context, IPublicTracking tracking, Func<TrackedWaybill, T> shape,
        Func<string, Task>? note = null)
        where T : IResult
    {
        context.Response.Headers.CacheControl = "no-store";
        var digits = query.Get(Digits);
        if (digits is not { Length: 4 } || !digits.All(char.IsAsciiDigit))
            query.Lacks(Digits, "the last four digits of the consignee's phone");
        if (WaybillNumber.Parse(number) is not { } waybill)
            return Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected);
        if (query.Fault is { } fault) return fault;
        switch (await tracking.Find(waybill, digits!, context.Connection.RemoteIpAddress, context.RequestAborted))
        {
            case Tracked { Waybill: var found }:
                if (note is not null) await note(waybill);
                return shape(found);
            case NoTryLeft { RetryAfter: var retryAfter }:
                await ThrottlingResponses.TooManyRequests(context, retryAfter);
                return TypedResults.Empty;
            // The public is not told what is wrong with it.
            case NotShown { Event: var unreadable }:
                return Problem.Unreadable(unreadable) with
                {
                    Detail = "This consignment cannot be shown for the time being.", Field = null, Expected = null, Position = null,
                };
            default:
                return new Problem(404, "not-found-or-wrong-digits",
                    "There is no such consignment, or the digits are not the last four of its consignee's phone.");
        }
    }
}
