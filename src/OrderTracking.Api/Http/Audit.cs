using System.Buffers;
using System.Text.Json;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>GET /v1/audit/events: the whole log in order, for whoever replays it elsewhere.</summary>
internal static class Audit
{
    private const int PageSize = 1_000;

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var log = routes.ServiceProvider.GetRequiredService<IEventLog>();
        var showing = routes.ServiceProvider.GetRequiredService<Showing>();
        routes.MapGet("/v1/audit/events", (RequestDelegate)(context => Export(context, log, showing)))
            .WithSummary("The log in order of position, as NDJSON.").TakesLong()
            .Takes(new("after", "The position before the first one wanted.", "integer", "int64"), new("limit", "How many at the most; all unless told.", "integer", "int64"))
            .Answers(200, typeof(IncomingEvent), 400);
    }

    private static async Task Export(HttpContext context, IEventLog log, Showing showing)
    {
        var query = new Query(context);
        var (after, left) = (query.Number("after") ?? 0, query.Number("limit") ?? long.MaxValue);
        if (query.Fault is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        context.Response.ContentType = Bodies.NdjsonType;
        while (left > 0)
        {
            var page = await log.Feed(after, (int)Math.Min(left, PageSize), context.RequestAborted);
            if (page.Count == 0) return;
            if (page.Any(entry => Persons.AreIn(entry.Entry.Event))) await showing.NotePart(context, $"positions {page[0].Entry.Position} to {page[^1].Entry.Position}");
            foreach (var entry in page) Write(context.Response.BodyWriter, entry, query.Sight.IsMasked);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            (after, left) = (page[^1].Entry.Position, left - page.Count);
        }
    }

    private static void Write(IBufferWriter<byte> output, LogEntry entry, bool masked)
    {
        using (var writer = new Utf8JsonWriter(output, Json.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString(ReferenceStreams.IsWaybill(entry.Stream) ? "waybill" : "stream", entry.Stream);
            writer.WriteString("name", EventTypes.Of(entry.Entry.Event).Stored);
            Json.WriteEvent(writer, entry.Entry, masked);
            writer.WriteEndObject();
        }
        output.Write("\n"u8);
    }
}
