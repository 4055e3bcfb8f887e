using System.Text.Json;
using System.Threading.RateLimiting;
using OrderTracking.Api.Access;
using OrderTracking.Application.Recording;

namespace OrderTracking.Api.Http;

/// <summary>POST /v1/events, a day's file, and POST /v1/loading-lists/{number}/events, a truck.</summary>
internal static class BatchRoutes
{
    private const int MaxLines = 100_000, MaxRollbackLines = 10_000;

    private enum OnError { Proceed, Rollback }

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        var recorder = routes.ServiceProvider.GetRequiredService<BatchRecorder>();
        var door = routes.ServiceProvider.GetRequiredService<NodeLimits>().Batches;
        routes.MapPost("/v1/events", (RequestDelegate)(context => Post(context, recorder, door)))
            .WithSummary("Records events over many waybills: NDJSON, or a JSON array; a result per line.")
            .Weighs(RequestCost.Batches).TakesLong()
            .WithDescription("proceed: each line for itself, refused and held ones are kept in quarantine. rollback: all or none, at "
                + "most 10,000 lines.")
            .Takes(Parameter.ListOf<OnError>("onError", "What to do when a line is refused; proceed by default."))
            .WithMetadata(new Accepts([RequestBodies.NdjsonType, RequestBodies.JsonType], typeof(IReadOnlyList<IncomingEvent>)))
            .Answers(200, typeof(BatchAnswer), 400, 413, 415, 422);
        routes.MapPost("/v1/loading-lists/{number}/events", (RequestDelegate)(context => PostList(context, recorder)))
            .WithSummary("Records one loaded or arrived for a truck: on each waybill of the list.")
            .Documents<LoadingListEvent>(200, typeof(BatchAnswer), 400, 413, 415);
    }

    private static async Task Post(HttpContext context, BatchRecorder recorder, ConcurrencyLimiter door)
    {
        var query = new Query(context);
        var onError = query.OneOf<OnError>("onError") ?? OnError.Proceed;
        var type = RequestBodies.TypeOf(context.Request, RequestBodies.NdjsonType, RequestBodies.JsonType);
        var problem = query.Fault ?? (type is null ? RequestBodies.WrongType(RequestBodies.NdjsonType, RequestBodies.JsonType) : null);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        using var place = await door.AcquireAsync(1, context.RequestAborted);
        if (!place.IsAcquired)
        {
            await ThrottlingResponses.Overloaded(context);
            return;
        }
        if (await RequestBodies.Read(context.Request, RequestBodies.MaxBytes, context.RequestAborted) is not { } body)
        {
            await RequestBodies.TooLarge("64 MB").ExecuteAsync(context);
            return;
        }
        var most = onError == OnError.Rollback ? MaxRollbackLines : MaxLines;
        var (lines, fault) = BatchLines.Split(body, type == RequestBodies.JsonType, most);
        if (fault is not null) await fault.ExecuteAsync(context);
        else if (onError == OnError.Proceed)
            await Answer(context, await recorder.Proceed(context.CallerContext().Author, lines, context.Origin(), context.RequestAborted),
                200);
        else
        {
            var result = await recorder.RecordWithRollback(context.CallerContext().Author, lines, context.Origin(), context.RequestAborted);
            await Answer(context, result, result.Refused > 0 ? 422 : 200);
        }
    }

    private static async Task PostList(HttpContext context, BatchRecorder recorder)
    {
        if (RequestBodies.TypeOf(context.Request, RequestBodies.JsonType) is null)
            await RequestBodies.WrongType(RequestBodies.JsonType).ExecuteAsync(context);
        else if (await RequestBodies.Read(context.Request, RequestBodies.MaxSingleBytes, context.RequestAborted) is not { } body)
            await RequestBodies.TooLarge("1 MB").ExecuteAsync(context);
        else
        {
            var (lines, problem) = LoadingListLines.Lines((string)context.Request.RouteValues["number"]!, body);
            if (problem is not null) await problem.ExecuteAsync(context);
            else await Answer(context,
                await recorder.Proceed(context.CallerContext().Author, lines, context.Origin(), context.RequestAborted), 200);
        }
    }

    private static async Task Answer(HttpContext context, BatchResult batch, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = RequestBodies.JsonType;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, ResponseJson.Writing);
        writer.WriteStartObject();
        writer.WriteNumber("accepted", batch.Accepted);
        writer.WriteNumber("duplicates", batch.Duplicates);
        writer.WriteNumber("held", batch.Held);
        writer.WriteNumber("refused", batch.Refused);
        writer.WriteNumber("position", batch.Position);
        if (status == 422)
        {
            writer.WriteString("code", "rolled-back");
            writer.WriteString("detail", "Nothing of this batch was recorded: see the refused lines.");
        }
        writer.WriteStartArray("results");
        foreach (var line in batch.Results) WriteResult(writer, line);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteResult(Utf8JsonWriter writer, LineResult line)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", line.Line);
        if (line.Id is { } id) writer.WriteString("id", id);
        if (line.Waybill is not null) writer.WriteString("waybill", line.Waybill);
        writer.WriteString("status", Name(line.Status));
        if (line.Version is { } version) writer.WriteNumber("version", version);
        if (line.Position is { } position) writer.WriteNumber("position", position);
        if (line.Code is not null)
        {
            writer.WriteString("code", line.Code);
            writer.WriteString("field", line.Field);
            writer.WriteString("expected", line.Expected);
        }
        writer.WriteEndObject();
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

public sealed record BatchAnswer(int Accepted, int Duplicates, int Held, int Refused, long Position, IReadOnlyList<LineAnswer> Results);

public sealed record LineAnswer(int Line, Guid? Id, string? Waybill, string Status, long? Version, long? Position, string? Code,
    string? Field, string? Expected);
