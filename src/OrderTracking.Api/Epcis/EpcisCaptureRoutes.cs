using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Api.Http;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Epcis;

/// <summary>
/// Captures EPCIS events. A document is worked through within its request, as a batch is, and its job says what came of it; the job of a
/// node that stopped in the middle is over when no request could still be running.
/// </summary>
internal static class EpcisCaptureRoutes
{
    private const int MaxErrors = 1_000;

    /// <summary>How long jobs are kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30), Margin = TimeSpan.FromMinutes(1);

    public static void MapEpcisCapture(this RouteGroupBuilder group)
    {
        group.MapPost("/capture", Capture)
            .WithSummary("Captures a document of EPCIS events; answers with the job that says what came of each.")
            .WithDescription("GS1-Capture-Error-Behaviour: rollback, all or none, by default; proceed, each for itself. "
                + "What does not map to an event of a waybill is refused with its reason.")
            .Accepts<JsonElement>(RequestBodies.JsonType, EpcisNegotiation.JsonLdType).Problems(400, 406, 413, 415)
            .Produces<EpcisJobShape>(StatusCodes.Status202Accepted).AsBatch();
        group.MapGet("/capture", Jobs).WithSummary("The caller's capture jobs of the last 30 days, newest first.")
            .Takes(EpcisPaging.Parameters)
            .Produces<EpcisJobShape[]>().Problems(400, 406);
        group.MapGet("/capture/{id}", Job).WithSummary("What came of a capture: its errors, by event.")
            .Produces<EpcisJobShape>().Problems(404, 406);
        group.MapPost("/events", Single).WithSummary("Captures one EPCIS event; the answer is the event as it is recorded.")
            .Accepts<JsonElement>(RequestBodies.JsonType, EpcisNegotiation.JsonLdType).Problems(400, 406, 409, 413, 415)
            .Produces<EpcisDocumentShape>(StatusCodes.Status201Created).AsBatch();
    }

    private static async Task<IResult> Capture(HttpContext context, EpcisLinks links, EpcisRecorder recorder, IEpcisStore store,
        RouteAdmission admission, LimitSettings limits, TimeProvider clock)
    {
        var behaviour = context.Request.Headers[EpcisNegotiation.ErrorBehaviour];
        if (behaviour.Count > 0 && behaviour.ToString() is not ("rollback" or "proceed"))
            return Problem.Of(400, "invalid-parameter", EpcisNegotiation.ErrorBehaviour, "rollback or proceed");
        var (body, problem) = await EpcisNegotiation.Read(context, EpcisNegotiation.MaxBytes);
        if (problem is not null) return problem;
        var (document, refusal) = EpcisDocument.Read(body, links, EpcisNegotiation.MaxEvents);
        if (document is null) return EpcisExceptions.Refused(refusal!);
        var caller = context.CallerContext().Caller;
        var job = new EpcisJob(
            Guid.NewGuid(), caller.Subject, Microseconds.Now(clock), null, behaviour.ToString() != "proceed", document.Events.Count, []);
        await store.Add(job, job.CreatedAt - Kept, context.RequestAborted);
        var authors = await admission.AdmitLines(caller, context.RequestAborted);
        var captured = await recorder.Record(authors, document, job.IsRollback, context.Origin(), context.RequestAborted);
        job = job with { FinishedAt = Microseconds.Now(clock), Errors = [.. captured.Errors.Take(MaxErrors)] };
        // What was captured is captured, whether or not somebody still waits for the answer.
        await store.Finish(job.Id, job.FinishedAt.Value, job.Errors, CancellationToken.None);
        return new EpcisAnswer(writer => Write(writer, job, limits, clock.GetUtcNow()), 202)
        {
            Location = $"{EpcisExceptions.Root}/capture/{job.Id}",
        };
    }

    private static async Task<IResult> Single(HttpContext context, EpcisLinks links, EpcisRecorder recorder, EpcisReader reader,
        RouteAdmission admission)
    {
        var (body, problem) = await EpcisNegotiation.Read(context, RequestBodies.MaxSingleBytes);
        if (problem is not null) return problem;
        var (document, refusal) = EpcisDocument.ReadEvent(body, links);
        if (document is null) return EpcisExceptions.Refused(refusal!);
        var callerContext = context.CallerContext();
        var authors = await admission.AdmitLines(callerContext.Caller, context.RequestAborted);
        var captured = await recorder.Record(authors, document, rollback: true, context.Origin(), context.RequestAborted);
        if (captured.Errors is [var error, ..])
            return Problem.Of(StatusOf(error.Code), error.Code, error.Field, error.Expected);
        var (query, _) = EpcisQuery.Read([("EQ_eventID", captured.Ids)], EpcisContext.Of(links));
        var (page, _) = await reader.Read(query!, callerContext.Scope, null, context.RequestAborted);
        var id = captured.Ids[0];
        return new EpcisAnswer(writer =>
        {
            // The sender may record at a station and yet not see the waybill.
            if (page!.Events is [var recorded, ..]) EpcisJson.WriteAlone(writer, links, recorded);
            else
            {
                writer.WriteStartObject();
                writer.WriteString("eventID", id);
                writer.WriteEndObject();
            }
        }, 201)
        {
            Location = $"{EpcisExceptions.Root}/events/{Uri.EscapeDataString(id)}",
        };
    }

    private static async Task<IResult> Jobs(HttpContext context, IEpcisStore store, LimitSettings limits, TimeProvider clock)
    {
        var (limit, cursor, fault) = EpcisPaging.Read(context.Request, 2);
        if (fault is not null) return fault;
        (DateTimeOffset, Guid)? after = cursor is not null && Guid.TryParse(cursor[1], out var last)
            ? (PageCursor.Time(cursor[0]), last) : null;
        var found = await store.List(context.CallerContext().Caller.Subject, after, limit + 1, context.RequestAborted);
        var page = Page.Of(found, limit, job => PageCursor.Of(PageCursor.Part(job.CreatedAt), job.Id.ToString()));
        return new EpcisAnswer(writer =>
        {
            writer.WriteStartArray();
            foreach (var job in page.Items) Write(writer, job, limits, clock.GetUtcNow());
            writer.WriteEndArray();
        }) { NextPageToken = page.Next };
    }

    private static async Task<IResult> Job(
        string id, HttpContext context, IEpcisStore store, LimitSettings limits, TimeProvider clock) =>
        Guid.TryParseExact(id, "D", out var known)
            && await store.Find(known, context.CallerContext().Caller.Subject, context.RequestAborted) is { } job
            ? new EpcisAnswer(writer => Write(writer, job, limits, clock.GetUtcNow())) : EpcisExceptions.Unknown("id", "capture job");

    private static void Write(Utf8JsonWriter writer, EpcisJob job, LimitSettings limits, DateTimeOffset now)
    {
        var isLost = job.FinishedAt is null && job.CreatedAt + limits.LongTimeout + Margin < now;
        writer.WriteStartObject();
        writer.WriteString("captureID", job.Id);
        writer.WriteString("createdAt", job.CreatedAt);
        if (job.FinishedAt is { } finishedAt) writer.WriteString("finishedAt", finishedAt);
        writer.WriteBoolean("running", job.FinishedAt is null && !isLost);
        writer.WriteBoolean("success", job.Errors.Count == 0 && !isLost);
        writer.WriteString("captureErrorBehaviour", job.IsRollback ? "rollback" : "proceed");
        writer.WriteStartArray("errors");
        foreach (var error in job.Errors) Write(writer, error);
        if (isLost)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "epcisException:ImplementationException");
            writer.WriteString("title", "capture broken off");
            writer.WriteNumber("status", 500);
            writer.WriteString("detail", "The node stopped before the end. Capture the same again: what was captured counts once.");
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, EpcisCaptureError error)
    {
        writer.WriteStartObject();
        writer.WriteString("type", StatusOf(error.Code) == 403
            ? "epcisException:SecurityException" : "epcisException:ValidationException");
        writer.WriteString("title", error.Code.Replace('-', ' '));
        writer.WriteNumber("status", StatusOf(error.Code));
        writer.WriteString("detail", $"{error.Field}: expected {error.Expected}.");
        writer.WriteString("code", error.Code);
        writer.WriteString("field", error.Field);
        writer.WriteString("expected", error.Expected);
        writer.WriteNumber("event", error.Event);
        if (error.EventId is not null) writer.WriteString("eventID", error.EventId);
        writer.WriteEndObject();
    }

    private static int StatusOf(string code) => code switch
    {
        RefusalCodes.NotYourEvent or RefusalCodes.NotYourStation => 403,
        RefusalCodes.IdReused => 409,
        _ => 400,
    };
}

/// <summary>A capture job.</summary>
public sealed record EpcisJobShape(
    Guid CaptureID, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, bool Running, bool Success, string CaptureErrorBehaviour,
    IReadOnlyList<ProblemAnswer> Errors);
