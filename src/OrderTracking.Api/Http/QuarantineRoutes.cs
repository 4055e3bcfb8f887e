using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>Refused and held lines: listed, corrected and sent again, or given up.</summary>
internal static class QuarantineRoutes
{
    private const int MaxReasonBytes = 16 * 1024, LongestReason = 500;

    private static readonly Parameter<QuarantineStatus?> Status = Parameter.OneOf<QuarantineStatus>("status", "Only this status.");
    private static readonly Parameter<string?> Code = Parameter.Text("code", "Only this code.");

    private static readonly Problem UnknownLine = new(404, "unknown-line", "There is no such line in quarantine.", "id");

    public static void MapQuarantine(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Recording");
        group.MapGet("/quarantine", List)
            .WithSummary("Lines that did not get into the log, newest first; of each its first 2,048 bytes.")
            .Takes(Status, Code, Parameters.Limit, Parameters.AfterNumber).Problems(400);
        group.MapGet("/quarantine/{id}", Get).WithSummary("A line that did not get into the log, whole.").Problems(400, 404);
        group.MapPost("/quarantine/{id}/retry", Retry)
            .WithSummary("Decides a line again: as it was kept, or as the body has it.")
            .WithDescription("The body is the mended line, of the same event id and waybill or case, or nothing.")
            .Problems(400, 404, 409, 413, 415, 422)
            .RunsOnce();
        group.MapPost("/quarantine/{id}/discard", Discard)
            .WithSummary("Gives a line up: it is not decided any more, and who did it and why is kept with it.")
            .Accepts<DiscardReason>(RequestBodies.JsonType)
            .Problems(400, 404, 409, 413, 415, 422)
            .RunsOnce();
    }

    private static async Task<Results<Ok<Page<QuarantineItem>>, Problem>> List(
        Query query, HttpContext context, IQuarantine quarantine, PersonalDataAccessLog accessLog)
    {
        var (status, code, limit, after) =
            (query.Get(Status), query.Get(Code), query.Get(Parameters.Limit), query.Get(Parameters.AfterNumber));
        if (query.Fault is { } fault) return fault;
        var lines = await quarantine.List(ScopeOf(context), status, code, after, limit + 1, context.RequestAborted);
        var page = Page.Of(lines, limit, line => PageCursor.Part(line.Id)).Select(Item);
        // A line is shown as it was sent, including any personal data in it.
        if (page.Items.Count > 0)
            await accessLog.Note(context, [.. page.Items.Select(item => item.Waybill ?? item.Case).OfType<string>().Distinct()]);
        return TypedResults.Ok(page);
    }

    private static async Task<Results<Ok<QuarantineItem>, Problem>> Get(
        string id, Query query, HttpContext context, IQuarantine quarantine, PersonalDataAccessLog accessLog)
    {
        if (query.Fault is { } fault) return fault;
        if (await Find(id, context, quarantine) is not { } stored) return UnknownLine;
        await accessLog.Note(context, (stored.Line.Waybill ?? stored.Line.Case) is { } stream ? [stream] : []);
        return TypedResults.Ok(Item(stored));
    }

    private static async Task<Results<WrittenJson<LineAnswer>, Problem>> Retry(
        string id, HttpContext context, IQuarantine quarantine, HeldLineReleaser releaser, RouteAdmission admission)
    {
        if (await Find(id, context, quarantine) is not { } stored) return UnknownLine;
        if (stored.Line.Status == QuarantineStatus.Discarded)
            return new Problem(409, "line-discarded", "This line was given up; send its event again if it is wanted after all.", "id");
        var (body, tooLarge) = await RequestBodies.Read(context, RequestBodies.MaxSingleBytes);
        if (tooLarge is not null) return tooLarge;
        if (body.Length > 0 && RequestBodies.Mistyped(context.Request, RequestBodies.JsonType) is { } mistyped) return mistyped;
        var authors = await admission.AdmitLines(context.CallerContext().Caller, context.RequestAborted);
        var result = await releaser.Retry(
            authors, stored, body.Length > 0 ? (ReadOnlyMemory<byte>?)body : null, context.Origin(), context.RequestAborted);
        return result.Status is LineStatus.Refused or LineStatus.Held ? BatchRoutes.ProblemOf(result) : BatchRoutes.Answer(result);
    }

    private static async Task<Results<Ok<DiscardedLine>, Problem>> Discard(
        string id, Query query, HttpContext context, IQuarantine quarantine)
    {
        var (wanted, problem) = await RequestBodies.ReadJson<DiscardReason>(context, MaxReasonBytes);
        if ((query.Fault ?? problem) is { } fault) return fault;
        if (string.IsNullOrWhiteSpace(wanted!.Reason) || wanted.Reason.Length > LongestReason)
            return Problem.Of(422, RefusalCodes.InvalidValue, "reason",
                $"1 to {LongestReason} characters: why the line is given up, for later readers");
        if (await Find(id, context, quarantine) is not { } stored) return UnknownLine;
        await quarantine.Discard(stored.Id, context.CallerContext().Caller.Subject, wanted.Reason, context.RequestAborted);
        // Read again: a line that was discarded before stays as it was, and one that was released meanwhile is on record.
        var line = (await Find(id, context, quarantine))!;
        return line.Line.Status == QuarantineStatus.Discarded
            ? TypedResults.Ok(new DiscardedLine(line.Id, line.Line.Status, line.Settled!.At, line.Settled.By!, line.Settled.Reason!))
            : new Problem(409, "line-released", "This line was recorded; a correction can strike its event.", "id");
    }

    private static async Task<StoredQuarantinedLine?> Find(string id, HttpContext context, IQuarantine quarantine) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? await quarantine.Find(ScopeOf(context), line, context.RequestAborted) : null;

    private static QuarantineScope ScopeOf(HttpContext context) =>
        QuarantineScope.Of(context.CallerContext().Caller, context.CallerContext().Scope);

    private static QuarantineItem Item(StoredQuarantinedLine stored) => new(
        stored.Id, stored.Line.Status, stored.Line.Code, stored.Line.Field, stored.Line.Expected, stored.Line.Waybill, stored.Line.Case,
        stored.Line.EventId, stored.KeptAt, stored.Settled?.At, stored.Settled?.By, stored.Settled?.Reason, stored.ErasedAt, stored.Bytes,
        Text(stored));

    // A list cuts lines by bytes, so its last character may be incomplete: the decoder leaves that out.
    private static string Text(StoredQuarantinedLine stored)
    {
        var line = stored.Line.Line;
        var characters = new char[Encoding.UTF8.GetMaxCharCount(line.Length)];
        return new(characters, 0, Encoding.UTF8.GetDecoder().GetChars(line, characters, flush: line.Length == stored.Bytes));
    }
}
