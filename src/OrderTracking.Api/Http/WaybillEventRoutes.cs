using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>POST /v1/waybills/{number}/events: one event, or an array that is taken whole or not at all.</summary>
internal static class WaybillEventRoutes
{
    public static void MapWaybillEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Recording").MapPost("/waybills/{number}/events", Post)
            .WithSummary("Records one event of a waybill, or an array of events: all or none.")
            .WithDescription("201 if anything was new, else 200 with the first answer again. ETag carries version and position; If-Match "
                + "is optional.")
            .Accepts<IncomingEvent>(RequestBodies.JsonType)
            .Produces<RecordedAnswer>(201).Problems(400, 409, 412, 413, 415, 422);

    private static async Task<Results<WrittenJson<RecordedAnswer>, EmptyHttpResult, Problem>> Post(
        HttpContext context, string number, Recorder recorder, CallerLimits limits)
    {
        if (WaybillNumber.Parse(number) is not { } waybill)
            return Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected);
        return await EventPosting.Take<EventsRecorded, RecordedAnswer>(
            context, limits, EventFamily.Waybills, (posted, origin) => recorder.Record(context.CallerContext().Author, waybill,
                [.. posted.Events.Select(item => item.Submitted!.From(origin))], posted.ExpectedVersion, context.RequestAborted),
            recorded => Answer(context, recorded));
    }

    private static WrittenJson<RecordedAnswer> Answer(HttpContext context, EventsRecorded recorded) => new(
        writer =>
        {
            writer.WriteString("waybill", recorded.Waybill);
            EventPosting.WriteRecorded(writer, recorded.Version, recorded.Position, recorded.Events);
            EventPosting.WriteGaps(writer, recorded.Gaps);
        },
        recorded.AnyNew ? 201 : 200, Etag.Of(context, recorded.Version, recorded.Position));
}
