using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Codec.Edi;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>POST /v1/events, a day's file, and POST /v1/loading-lists/{number}/events, a truck.</summary>
internal static class BatchRoutes
{
    private const int MaxLines = 100_000, MaxRollbackLines = 10_000;

    private static readonly Parameter<OnError?> OnErrorParameter =
        Parameter.OneOf<OnError>("onError", "What to do when a line is refused; proceed by default.");

    private enum OnError { Proceed, Rollback }

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Recording");
        group.MapPost("/events", Post)
            .WithSummary("Records events over many waybills and cases: NDJSON, a JSON array, CloudEvents or EDI; a result per line.")
            .WithDescription("A line names its waybill, or its case by kind and number (claim:CL-1). proceed: each line for itself, "
                + "refused and held ones are kept in quarantine. rollback: all or none, of waybills only, at most 10,000 lines. "
                + "CloudEvents 1.0.2 come as a batch, or one by itself, structured or binary (headers ce-…, the data as JSON): "
                + "where that one is refused, the answer is the problem. Of an EDI interchange, X12 214 or EDIFACT IFTSTA, each "
                + "status is a line.")
            .Accepts<IReadOnlyList<IncomingEvent>>(
                RequestBodies.NdjsonType, RequestBodies.JsonType, CloudEventNames.BatchContentType, CloudEventNames.ContentType,
                EdiLines.X12Type, EdiLines.EdifactType)
            .WithMetadata(new BodyOfType(CloudEventNames.BatchContentType, typeof(IReadOnlyList<CloudEventShape>)),
                new BodyOfType(CloudEventNames.ContentType, typeof(CloudEventShape)),
                new BodyOfType(EdiLines.X12Type, typeof(string)), new BodyOfType(EdiLines.EdifactType, typeof(string)))
            .Problems(400, 403, 409, 413, 415, 422)
            .Takes(OnErrorParameter).AsBatch();
        group.MapPost("/loading-lists/{number}/events", PostList)
            .WithSummary("Records one loadingListed, loaded or arrived for a truck: on each waybill of the list.")
            .Accepts<LoadingListEvent>(RequestBodies.JsonType)
            .Problems(400, 413, 415).AsBatch();
    }

    /// <summary>
    /// The route's requests count as batches, and wait for a place among those of all callers before their bodies are read.
    /// </summary>
    public static void AsBatch(this IEndpointConventionBuilder route) =>
        ((RouteHandlerBuilder)route).AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            using var place =
                await context.RequestServices.GetRequiredService<NodeLimits>().Batches.AcquireAsync(1, context.RequestAborted);
            if (place.IsAcquired) return await next(invocation);
            await ThrottlingResponses.Overloaded(context);
            return TypedResults.Empty;
        }).Weighs(RequestCost.Batches).TakesLong();

    private static async Task<Results<WrittenJson<BatchAnswer>, Problem>> Post(
        Query query, HttpContext context, BatchRecorder recorder, RouteAdmission admission)
    {
        var onError = query.Get(OnErrorParameter) ?? OnError.Proceed;
        if (query.Fault is { } wrong) return wrong;
        var (sent, fault) = await BatchBody.Read(context, onError == OnError.Rollback ? MaxRollbackLines : MaxLines);
        if (sent is null) return fault!;
        var authors = await admission.AdmitLines(context.CallerContext().Caller, context.RequestAborted);
        var result = onError == OnError.Proceed
            ? await recorder.Proceed(authors, sent.Lines, sent.Form, context.Origin(), context.RequestAborted)
            : await recorder.RecordWithRollback(authors, sent.Lines, sent.Form, context.Origin(), context.RequestAborted);
        if (sent.IsSingle && result.Results[0] is { Status: LineStatus.Refused } refused)
            return ProblemOf(refused) with { IsCounted = true };
        return Answer(result, onError == OnError.Rollback && result.Refused > 0 ? 422 : 200);
    }

    /// <summary>
    /// The problem of a line that was sent on its own and not recorded, with the status that the route of its waybill or case would answer.
    /// </summary>
    public static Problem ProblemOf(LineResult refused) => Problem.Of(
        refused.IsMalformed ? 400 : refused.Code switch
        {
            RefusalCodes.NotYourStation or RefusalCodes.NotYourEvent => 403,
            RefusalCodes.IdReused => 409,
            _ => 422,
        }, refused.Code!, refused.Field!, refused.Expected!);

    private static async Task<Results<WrittenJson<BatchAnswer>, Problem>> PostList(
        HttpContext context, string number, BatchRecorder recorder)
    {
        var (body, unread) = await RequestBodies.ReadJson(context, RequestBodies.MaxSingleBytes);
        if (unread is not null) return unread;
        var (lines, fault) = LoadingListLines.Lines(number, body);
        return fault is not null
            ? fault : Answer(await recorder.Proceed(context.CallerContext().Author, lines, context.Origin(), context.RequestAborted), 200);
    }

    private static WrittenJson<BatchAnswer> Answer(BatchResult batch, int status) => new(writer =>
    {
        writer.WriteNumber("accepted", batch.Accepted);
        writer.WriteNumber("duplicates", batch.Duplicates);
        writer.WriteNumber("held", batch.Held);
        writer.WriteNumber("refused", batch.Refused);
        writer.WriteNumber("released", batch.Released.Lines);
        writer.WriteNumber("position", batch.Position);
        if (status == 422)
        {
            writer.WriteString("code", "rolled-back");
            writer.WriteString("detail", "Nothing of this batch was recorded: see the refused lines.");
        }
        writer.WriteStartArray("results");
        foreach (var line in batch.Results)
        {
            writer.WriteStartObject();
            WriteMembers(writer, line);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }, status);

    /// <summary>What became of a line that was sent again on its own.</summary>
    public static WrittenJson<LineAnswer> Answer(LineResult line) => new(writer => WriteMembers(writer, line));

    private static void WriteMembers(Utf8JsonWriter writer, LineResult line)
    {
        writer.WriteNumber("line", line.Line);
        if (line.Id is { } id) writer.WriteString("id", id);
        if (line.Waybill is not null) writer.WriteString("waybill", line.Waybill);
        if (line.Case is not null) writer.WriteString("case", line.Case);
        writer.WriteString("status", Name(line.Status));
        if (line.Version is { } version) writer.WriteNumber("version", version);
        if (line.Position is { } position) writer.WriteNumber("position", position);
        if (line.Code is not null)
        {
            writer.WriteString("code", line.Code);
            writer.WriteString("field", line.Field);
            writer.WriteString("expected", line.Expected);
        }
        EventPosting.WriteGaps(writer, line.Gaps);
    }

    private static string Name(LineStatus status) => status switch
    {
        LineStatus.Accepted => "accepted",
        LineStatus.Duplicate => "duplicate",
        LineStatus.Held => "held",
        LineStatus.Refused => "refused",
        LineStatus.RolledBack => "rolledBack",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
