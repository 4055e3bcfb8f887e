using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Http;

/// <summary>GET /v1/audit/events: the whole log in order, for replay elsewhere.</summary>
internal static class AuditRoutes
{
    private const int PageSize = 1_000;

    private static readonly Parameter<long?> Limit = Parameter.Number("limit", "How many at most; all by default.");

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Audit").MapGet("/audit/events", Export)
            .WithSummary("The log in order of position, as NDJSON.")
            .WithDescription("An unreadable event is a line with the member unreadable, and one that was set aside a line with setAside; "
                + "neither has its data.")
            .Produces<IncomingEvent>(200, RequestBodies.NdjsonType).Problems(400)
            .Takes(Parameters.AfterPosition, Limit).TakesLong();

    private static async Task<Results<EmptyHttpResult, Problem>> Export(
        Query query, HttpContext context, IEventLog log, IUnreadableEvents unreadable, PersonalDataAccessLog accessLog)
    {
        var (after, left) = (query.Get(Parameters.AfterPosition) ?? 0, query.Get(Limit) ?? long.MaxValue);
        if (query.Fault is { } fault) return fault;
        context.Response.ContentType = RequestBodies.NdjsonType;
        while (left > 0)
        {
            var (page, stopped) = await Read(log, after, (int)Math.Min(left, PageSize), context.RequestAborted);
            var isEnd = page.Count == 0 && stopped is null;
            var upTo = isEnd ? long.MaxValue : stopped?.Position ?? page[^1].Entry.Position;
            var aside = await unreadable.List(after, upTo, PageSize, context.RequestAborted);
            // The list of events set aside was cut off at its limit: what lies behind its last entry comes with the next page.
            if (aside.Count == PageSize)
                (page, stopped, isEnd) = ([.. page.Where(entry => entry.Entry.Position < aside[^1].Event.Position)], null, false);
            // The unreadable event was set aside between the two reads.
            if (aside.Any(gone => gone.Event.Position == stopped?.Position)) stopped = null;
            if (query.AccessScope.HasFull && page.Any(entry => PersonalData.AreIn(entry.Entry.Event)))
                await accessLog.NotePart(context, $"positions {page[0].Entry.Position} to {page[^1].Entry.Position}");
            List<LogLine> lines = [.. page.Select(entry => new LogLine(entry.Entry.Position, Entry: entry)),
                .. aside.Select(gone => new LogLine(gone.Event.Position, gone.Event, gone))];
            if (stopped is not null) lines.Add(new(stopped.Position, stopped));
            foreach (var line in lines.OrderBy(line => line.Position).Take((int)Math.Min(left, int.MaxValue)))
            {
                if (line.Entry is { } entry) Write(context.Response.BodyWriter, entry, query.AccessScope.AtMost);
                else Write(context.Response.BodyWriter, line.Unreadable!, line.Aside);
                (after, left) = (line.Position, left - 1);
            }
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            if (isEnd) break;
        }
        return TypedResults.Empty;
    }

    // A page of events; or, if the very next event is unreadable, that one.
    private static async Task<(IReadOnlyList<LogEntry> Page, UnreadableEvent? Stopped)> Read(
        IEventLog log, long after, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return (await log.ReadAll(after, limit, cancellationToken), null);
        }
        catch (UnreadableEventException fault)
        {
            return ([], fault.First);
        }
    }

    // The data is left out: it cannot be read, so it is unknown what of it is personal.
    private static void Write(IBufferWriter<byte> output, UnreadableEvent unreadable, SetAsideEvent? aside)
    {
        using (var writer = new Utf8JsonWriter(output, ResponseJson.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString(unreadable.IsOfWaybill ? "waybill" : "stream", unreadable.Stream);
            writer.WriteString("name", unreadable.Type);
            writer.WriteNumber("position", unreadable.Position);
            writer.WriteNumber("version", unreadable.Version);
            writer.WriteString("recordedAt", unreadable.RecordedAt);
            writer.WriteStartObject(aside is null ? "unreadable" : "setAside");
            if (aside is not null)
            {
                writer.WriteString("at", aside.At);
                writer.WriteString("by", aside.By);
                writer.WriteString("reason", aside.Reason);
            }
            writer.WriteString("code", unreadable.Code);
            writer.WriteString("field", unreadable.Field);
            writer.WriteString("expected", unreadable.Expected);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    private static void Write(IBufferWriter<byte> output, LogEntry entry, Disclosure disclosure)
    {
        using (var writer = new Utf8JsonWriter(output, ResponseJson.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString(ReferenceStreams.IsWaybill(entry.Stream) ? "waybill" : "stream", entry.Stream);
            writer.WriteString("name", EventTypes.Of(entry.Entry.Event).Stored);
            ResponseJson.WriteEvent(writer, entry.Entry, disclosure);
            writer.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    /// <summary>One line of the export: an event, an unreadable one, or one that was set aside.</summary>
    private readonly record struct LogLine(long Position, UnreadableEvent? Unreadable = null, SetAsideEvent? Aside = null,
        LogEntry? Entry = null);
}
