using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>
/// /v1/reference: records accounts, managers, lane standards, stations, calendars and penalty schedules, and lists their events.
/// </summary>
internal static class ReferenceEventRoutes
{
    public static void MapReferenceEvents(this IEndpointRouteBuilder routes)
    {
        var recorder = routes.ServiceProvider.GetRequiredService<ReferenceRecorder>();
        var data = routes.ServiceProvider.GetRequiredService<ReferenceDataCache>();
        routes.MapPost("/v1/reference/events", (RequestDelegate)(context => Post(context, recorder)))
            .WithSummary("Records reference data: one event, or an array of events over any streams, all or none.")
            .WithDescription("201 if anything was new, else 200 with the first answer again.")
            .Documents<IncomingEvent>(200, typeof(ReferenceRecordedAnswer), 201, 400, 409, 413, 415, 422);
        Parameter after = new("after", "The position before the first one wanted.", "integer", "int64");
        routes.MapGet("/v1/reference/events", (RequestDelegate)(context => List(context, data, null)))
            .WithSummary("All reference events, in order of position.")
            .Takes(ViewAnswers.Limit, after).Answers(200, typeof(JsonObject), 400);
        routes.MapGet("/v1/reference/{stream}/events",
            (RequestDelegate)(context => List(context, data, (string)context.Request.RouteValues["stream"]!)))
            .WithSummary("A reference stream, such as account:ACME or lane:SHA~CTU, in order of version.")
            .Takes(ViewAnswers.Limit, after).Answers(200, typeof(JsonObject), 400, 404);
    }

    private static async Task Post(HttpContext context, ReferenceRecorder recorder)
    {
        var (answer, problem) = await Record(context, recorder);
        if (problem is not null) await problem.ExecuteAsync(context);
        else await Write(context.Response, answer!);
    }

    private static async ValueTask<(ReferenceRecorded?, Problem?)> Record(HttpContext context, ReferenceRecorder recorder)
    {
        var request = context.Request;
        if (RequestBodies.TypeOf(request, RequestBodies.JsonType) is null) return (null, RequestBodies.WrongType(RequestBodies.JsonType));
        if (await RequestBodies.Read(request, RequestBodies.MaxSingleBytes, context.RequestAborted) is not { } body)
            return (null, RequestBodies.TooLarge("1 MB"));
        var (events, wrong) = EventRequestBody.Read(body, reference: true);
        if (wrong is not null) return (null, wrong);

        var (origin, isArray) = (context.Origin(), EventRequestBody.IsArray(body));
        return await recorder.Record([.. events.Select(item => item.Reference!.From(origin))], context.RequestAborted) switch
        {
            ReferenceRecorded recorded => (recorded, null),
            RefusedByRule { Refusal: var refusal } => (null, Problem.Refused(refusal, isArray ? $"[{refusal.Index}]" : "")),
            IdReused reused => (null,
                Problem.Of(409, RefusalCodes.IdReused, isArray ? $"[{reused.Index}].id" : "id",
                    "an id that was not used for other content")),
            var outcome => throw new InvalidOperationException($"No answer is known for {outcome.GetType().Name}."),
        };
    }

    private static async Task Write(HttpResponse response, ReferenceRecorded recorded)
    {
        response.StatusCode = recorded.AnyNew ? 201 : 200;
        response.ContentType = RequestBodies.JsonType;
        await using var writer = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Writing);
        writer.WriteStartObject();
        writer.WriteNumber("position", recorded.Events.Max(item => item.Entry.Position));
        writer.WriteStartArray("events");
        foreach (var (stream, entry, isNew) in recorded.Events)
        {
            writer.WriteStartObject();
            writer.WriteString("id", entry.Id);
            writer.WriteString("status", isNew ? "accepted" : "duplicate");
            writer.WriteString("stream", stream);
            writer.WriteNumber("version", entry.Version);
            writer.WriteNumber("position", entry.Position);
            writer.WriteString("recordedAt", entry.RecordedAt);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static async Task List(HttpContext context, ReferenceDataCache data, string? stream)
    {
        var query = new Query(context);
        var (after, limit) = (query.Number("after") ?? 0, query.Limit());
        if (query.Fault is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        var reference = await data.Now(context.RequestAborted);
        IEnumerable<(string Stream, RecordedEvent<DomainEvent> Entry)> recorded =
            stream is null ? reference.After(after) : reference.Stream(stream).Select(entry => (stream, entry));
        var entries = recorded.Where(entry => IsSeen(query.AccessScope, entry.Stream)).ToList();
        if (stream is not null && entries.Count == 0)
        {
            await new Problem(404, "unknown-stream", $"Nothing is recorded in the stream {stream}.", "stream").ExecuteAsync(context);
            return;
        }
        await Write(context.Response, [.. entries.Where(entry => entry.Entry.Position > after).Take(limit + 1)], limit);
    }

    // Events of an account are shown to those who may see the account; those of lanes, stations and penalties to all who may call this.
    private static bool IsSeen(AccessScope scope, string stream)
    {
        var account = ReferenceStreams.Account("");
        return !stream.StartsWith(account, StringComparison.Ordinal) || scope.IncludesAccount(stream[account.Length..]);
    }

    private static async Task Write(HttpResponse response, IReadOnlyList<(string Stream, RecordedEvent<DomainEvent> Entry)> page, int limit)
    {
        response.ContentType = RequestBodies.JsonType;
        await using var writer = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Writing);
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var (stream, entry) in page.Take(limit))
        {
            writer.WriteStartObject();
            writer.WriteString("stream", stream);
            ResponseJson.WriteEvent(writer, entry);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (page.Count > limit) writer.WriteString("next", page[limit - 1].Entry.Position.ToString(CultureInfo.InvariantCulture));
        else writer.WriteNull("next");
        writer.WriteEndObject();
    }
}

public sealed record ReferenceRecordedAnswer(long Position, IReadOnlyList<ReferenceRecordedEvent> Events);

public sealed record ReferenceRecordedEvent(Guid Id, string Status, string Stream, long Version, long Position, DateTimeOffset RecordedAt);
