using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Events as they were posted: one, or an array that is taken whole or not at all.</summary>
/// <param name="ExpectedVersion">The version that If-Match names, if any.</param>
internal sealed record PostedEvents(IReadOnlyList<WireEvent> Events, bool IsArray, long? ExpectedVersion);

/// <summary>What posting events of waybills and of reference data has in common.</summary>
internal static class EventPosting
{
    /// <param name="family">
    /// What the stream takes. For reference data If-Match is not read, because an array may be over many streams.
    /// </param>
    public static async ValueTask<(PostedEvents? Posted, Problem? Fault)> Read(HttpContext context, EventFamily family)
    {
        long? expected = null;
        if (RequestBodies.Mistyped(context.Request, RequestBodies.JsonType) is { } mistyped) return (null, mistyped);
        if (family != EventFamily.Reference && !Etag.TryReadIfMatch(context, out expected))
            return (null, Problem.Of(400, "invalid-if-match", "If-Match", "one entity tag, such as \"7-1042\""));
        var (body, tooLarge) = await RequestBodies.Read(context, RequestBodies.MaxSingleBytes);
        if (tooLarge is not null) return (null, tooLarge);
        var (events, wrong) = EventRequestBody.Read(body, family);
        return wrong is not null ? (null, wrong) : (new(events, EventRequestBody.IsArray(body), expected), null);
    }

    /// <summary>Takes events posted to a waybill or a case: reads them, counts them against the limits, and has them recorded.</summary>
    public static async Task<Results<WrittenJson<TAnswer>, EmptyHttpResult, Problem>> Take<TRecorded, TAnswer>(
        HttpContext context, CallerLimits limits, EventFamily family, Func<PostedEvents, SubmissionOrigin, Task<Outcome>> record,
        Func<TRecorded, WrittenJson<TAnswer>> answer) where TRecorded : Outcome
    {
        var (posted, fault) = await Read(context, family);
        if (posted is null) return fault!;
        if (!limits.TakeEvents(context, posted.Events.Count, out var retryAfter))
        {
            await ThrottlingResponses.TooManyRequests(context, retryAfter);
            return TypedResults.Empty;
        }
        var outcome = await record(posted, context.Origin());
        return outcome is TRecorded recorded ? answer(recorded) : ProblemOf(outcome, posted.IsArray);
    }

    /// <summary>The problem that answers what was not recorded.</summary>
    public static Problem ProblemOf(Outcome outcome, bool isArray) => outcome switch
    {
        RefusedByRule { Refusal: var refusal } => Problem.Refused(refusal, isArray ? $"[{refusal.Index}]" : ""),
        IdReused reused => Problem.Of(409, RefusalCodes.IdReused, isArray ? $"[{reused.Index}].id" : "id",
            "an id that was not used for other content"),
        WaybillUnreadable { Event: var unreadable } => Problem.Unreadable(unreadable),
        VersionMismatch other => Problem.Of(412, "version-mismatch", "If-Match", $"the waybill's version, which is {other.Version}"),
        _ => throw new InvalidOperationException($"No answer is known for {outcome.GetType().Name}."),
    };

    /// <summary>Writes what an order lacks of what its channel asks for, if anything.</summary>
    public static void WriteGaps(Utf8JsonWriter writer, IReadOnlyList<OrderField> gaps)
    {
        if (gaps.Count == 0) return;
        writer.WriteStartArray("gaps");
        foreach (var field in gaps) writer.WriteStringValue(ResponseJson.Name(field));
        writer.WriteEndArray();
    }

    /// <summary>Writes what became of the events of one stream, and how far it is.</summary>
    public static void WriteRecorded<T>(
        Utf8JsonWriter writer, long version, long position, IReadOnlyList<(RecordedEvent<T> Entry, bool IsNew)> events)
        where T : DomainEvent
    {
        writer.WriteNumber("version", version);
        writer.WriteNumber("position", position);
        writer.WriteStartArray("events");
        foreach (var (entry, isNew) in events) Write(writer, entry, isNew);
        writer.WriteEndArray();
    }

    /// <summary>Writes what became of an event.</summary>
    /// <param name="stream">Where the request does not name it: the event's stream.</param>
    public static void Write<T>(Utf8JsonWriter writer, RecordedEvent<T> entry, bool isNew, string? stream = null) where T : DomainEvent
    {
        writer.WriteStartObject();
        writer.WriteString("id", entry.Id);
        writer.WriteString("status", isNew ? "accepted" : "duplicate");
        if (stream is not null) writer.WriteString("stream", stream);
        writer.WriteNumber("version", entry.Version);
        writer.WriteNumber("position", entry.Position);
        writer.WriteString("recordedAt", entry.RecordedAt);
        writer.WriteEndObject();
    }
}
