using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>POST /v1/waybills/{number}/events: one event, or an array that is taken whole or not at all.</summary>
internal static class WaybillEventRoutes
{
    public static void MapWaybillEvents(this IEndpointRouteBuilder routes)
    {
        var recorder = routes.ServiceProvider.GetRequiredService<Recorder>();
        routes.MapPost("/v1/waybills/{number}/events", (RequestDelegate)(context => Post(context, recorder)))
            .WithSummary("Records one event of a waybill, or an array of events: all or none.")
            .WithDescription("201 if anything was new, else 200 with the first answer again. ETag carries version and position; If-Match "
                + "is optional.")
            .Documents<IncomingEvent>(200, typeof(RecordedAnswer), 201, 400, 409, 412, 413, 415, 422);
    }

    private static async Task Post(HttpContext context, Recorder recorder)
    {
        var (answer, problem) = await Record(context, recorder);
        if (problem is not null) await problem.ExecuteAsync(context);
        else await Write(context.Response, answer!);
    }

    private static async ValueTask<(EventsRecorded?, Problem?)> Record(HttpContext context, Recorder recorder)
    {
        var request = context.Request;
        if (WaybillNumber.Parse((string)request.RouteValues["number"]!) is not { } number)
            return (null, Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected));
        if (RequestBodies.TypeOf(request, RequestBodies.JsonType) is null) return (null, RequestBodies.WrongType(RequestBodies.JsonType));
        if (!Etag.TryReadIfMatch(request, out var expected))
            return (null, Problem.Of(400, "invalid-if-match", "If-Match", "one entity tag, such as \"7-1042\""));
        if (await RequestBodies.Read(request, RequestBodies.MaxSingleBytes, context.RequestAborted) is not { } body)
            return (null, RequestBodies.TooLarge("1 MB"));
        var (events, wrong) = EventRequestBody.Read(body, reference: false);
        if (wrong is not null) return (null, wrong);

        var (origin, isArray) = (context.Origin(), EventRequestBody.IsArray(body));
        return await recorder.Record(context.CallerContext().Author, number, [.. events.Select(item => item.Submitted!.From(origin))],
            expected, context.RequestAborted) switch
        {
            EventsRecorded recorded => (recorded, null),
            RefusedByRule { Refusal: var refusal } => (null, Problem.Refused(refusal, isArray ? $"[{refusal.Index}]" : "")),
            IdReused reused => (null,
                Problem.Of(409, RefusalCodes.IdReused, isArray ? $"[{reused.Index}].id" : "id",
                    "an id that was not used for other content")),
            WaybillUnreadable { Event: var unreadable } => (null, Problem.Unreadable(unreadable)),
            VersionMismatch other =>
                (null, Problem.Of(412, "version-mismatch", "If-Match", $"the waybill's version, which is {other.Version}")),
            var outcome => throw new InvalidOperationException($"No answer is known for {outcome.GetType().Name}."),
        };
    }

    private static async Task Write(HttpResponse response, EventsRecorded recorded)
    {
        response.StatusCode = recorded.AnyNew ? 201 : 200;
        response.ContentType = RequestBodies.JsonType;
        response.Headers.ETag = Etag.Of(recorded.Version, recorded.Position);
        await using var writer = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Writing);
        writer.WriteStartObject();
        writer.WriteString("waybill", recorded.Waybill);
        writer.WriteNumber("version", recorded.Version);
        writer.WriteNumber("position", recorded.Position);
        writer.WriteStartArray("events");
        foreach (var (entry, isNew) in recorded.Events)
        {
            writer.WriteStartObject();
            writer.WriteString("id", entry.Id);
            writer.WriteString("status", isNew ? "accepted" : "duplicate");
            writer.WriteNumber("version", entry.Version);
            writer.WriteNumber("position", entry.Position);
            writer.WriteString("recordedAt", entry.RecordedAt);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
