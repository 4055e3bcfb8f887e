using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Http;

/// <summary>
/// /v1/reference: records accounts, managers, lane standards, stations, calendars and penalty schedules, and lists their events.
/// </summary>
internal static class ReferenceEventRoutes
{
    public static void MapReferenceEvents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/reference").WithTags("Reference");
        group.MapPost("/events", Post)
            .WithSummary("Records reference data: one event, or an array of events over any streams, all or none.")
            .WithDescription("201 if anything was new, else 200 with the first answer again.")
            .Accepts<IncomingEvent>(RequestBodies.JsonType)
            .Produces<ReferenceRecordedAnswer>(201).Problems(400, 409, 413, 415, 422);
        group.MapGet("/events",
            (Query query, ReferenceDataCache data, CancellationToken cancellationToken) => List(null, query, data, cancellationToken))
            .WithSummary("All reference events, in order of position.")
            .Takes(Parameters.Limit, Parameters.AfterPosition, Parameters.AsOf).Problems(400);
        group.MapGet("/{stream}/events", List)
            .WithSummary("A reference stream, such as account:ACME or lane:SHA~CTU, in order of version.")
            .Takes(Parameters.Limit, Parameters.AfterPosition, Parameters.AsOf).Problems(400, 404);
    }

    private static async Task<Results<WrittenJson<ReferenceRecordedAnswer>, Problem>> Post(HttpContext context, ReferenceRecorder recorder)
    {
        var (posted, fault) = await EventPosting.Read(context, EventFamily.Reference);
        if (posted is null) return fault!;
        var origin = context.Origin();
        var outcome = await recorder.Record([.. posted.Events.Select(item => item.Reference!.From(origin))], context.RequestAborted);
        return outcome is ReferenceRecorded recorded ? Answer(recorded) : EventPosting.ProblemOf(outcome, posted.IsArray);
    }

    private static WrittenJson<ReferenceRecordedAnswer> Answer(ReferenceRecorded recorded) => new(
        writer =>
        {
            writer.WriteNumber("position", recorded.Events.Max(item => item.Entry.Position));
            writer.WriteStartArray("events");
            foreach (var (stream, entry, isNew) in recorded.Events) EventPosting.Write(writer, entry, isNew, stream);
            writer.WriteEndArray();
        },
        recorded.AnyNew ? 201 : 200);

    private static async Task<Results<WrittenJson<ReferenceEventsAnswer>, Problem>> List(
        string? stream, Query query, ReferenceDataCache data, CancellationToken cancellationToken)
    {
        var (after, limit) = (query.Get(Parameters.AfterPosition) ?? 0, query.Get(Parameters.Limit));
        if (query.Fault is { } fault) return fault;
        var past = await query.Moment();
        var reference = past?.Moment.Reference ?? await data.Now(cancellationToken);
        IEnumerable<(string Stream, RecordedEvent<DomainEvent> Entry)> recorded =
            stream is null ? reference.After(after) : reference.Stream(stream).Select(entry => (stream, entry));
        var entries = recorded.Where(entry => IsSeen(query.AccessScope, entry.Stream)
            && !(entry.Entry.Event.OccurredAt > past?.Cut.AsOf)).ToList();
        if (stream is not null && entries.Count == 0)
            return new Problem(404, "unknown-stream", $"Nothing is recorded in the stream {stream}.", "stream");
        var page = Page.Of([.. entries.Where(entry => entry.Entry.Position > after).Take(limit + 1)], limit, Next);
        return new WrittenJson<ReferenceEventsAnswer>(writer => ResponseJson.WritePage(writer, page, Next, entry =>
        {
            writer.WriteString("stream", entry.Stream);
            ResponseJson.WriteEvent(writer, entry.Entry);
        }));

        static string Next((string, RecordedEvent<DomainEvent> Entry) row) => PageCursor.Part(row.Entry.Position);
    }

    // Events of an account are shown to those who may see the account; those of lanes, stations and penalties to all who may call this.
    private static bool IsSeen(AccessScope scope, string stream)
    {
        var account = ReferenceStreams.Account("");
        return !stream.StartsWith(account, StringComparison.Ordinal) || scope.IncludesAccount(stream[account.Length..]);
    }
}
