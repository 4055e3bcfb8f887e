using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Api.Access;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>A waybill: now, its timeline, its raw stream; and the search over all of them.</summary>
internal static class WaybillRoutes
{
    private static readonly Parameter AsOf = new("asOf", "What had happened by then.", Format: "date-time");
    private static readonly Parameter KnownAt = new("knownAt", "What had been recorded by then.", Format: "date-time");
    private static readonly Parameter KnownAtPosition =
        new("knownAtPosition", "What had been recorded up to this position of the log.", "integer", "int64");

    public static void MapWaybills(this IEndpointRouteBuilder routes)
    {
        var log = routes.ServiceProvider.GetRequiredService<IEventLog>();
        var company = routes.ServiceProvider.GetRequiredService<Company>();
        var accessLog = routes.ServiceProvider.GetRequiredService<PersonalDataAccessLog>();
        routes.MapGet("/v1/waybills/{number}", (RequestDelegate)(context => Answer(context, log, accessLog, Now)))
            .WithSummary("Where a waybill stands.").Takes(AsOf, KnownAt, KnownAtPosition).Answers(200, typeof(WaybillRow), 400, 404, 422);
        routes.MapGet("/v1/waybills/{number}/timeline",
            (RequestDelegate)(context => Answer(context, log, accessLog, (history, query) => WriteTimeline(history, query, company))))
            .WithSummary("What happened to a waybill, in order of occurrence, and what is still due.")
            .Takes(AsOf, KnownAt, KnownAtPosition).Answers(200, typeof(JsonObject), 400, 404, 422);
        routes.MapGet("/v1/waybills/{number}/events", (RequestDelegate)(context => Answer(context, log, accessLog, WriteEvents)))
            .WithSummary("A waybill's raw stream, in order of version.")
            .Takes(AsOf, KnownAt, KnownAtPosition, ViewAnswers.Limit,
                new("after", "The version before the first one wanted.", "integer", "int64"))
            .Answers(200, typeof(JsonObject), 400, 404, 422);

        var waybills = routes.ServiceProvider.GetRequiredService<IWaybillsView>();
        var calendar = routes.ServiceProvider.GetRequiredService<CompanyCalendar>();
        routes.MapView("/v1/waybills", query => Search(query, waybills, calendar))
            .WithSummary("Searches waybills; newest received first.")
            .Takes(
                ViewAnswers.Account, Parameter.ListOf<WaybillStatus>("status", "Only this status."), ViewAnswers.Lane, ViewAnswers.From,
                ViewAnswers.To,
                new("q", "Beginning of the number, the customer's order number or the consignee's name, or at least four digits of the "
                + "end of the consignee's phone."),
                ViewAnswers.Limit, ViewAnswers.After, ViewAnswers.WaitFor)
            .Answers(200, typeof(Page<WaybillRow>), 400);
    }

    private static async Task Answer(HttpContext context, IEventLog log, PersonalDataAccessLog accessLog,
        Func<History, Query, object> answer)
    {
        var query = new Query(context);
        var (asOf, knownAt, knownAtPosition) = (query.Time("asOf"), query.Time("knownAt"), query.Number("knownAtPosition"));
        var number = WaybillNumber.Parse((string)context.Request.RouteValues["number"]!);
        var fault = number is null ? Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected) : query.Fault;
        if (fault is not null)
        {
            await fault.ExecuteAsync(context);
            return;
        }

        History history;
        try
        {
            history = (await log.Read([number!], context.RequestAborted))[0];
        }
        catch (UnreadableEventException unreadable)
        {
            // Whether the caller may know of the waybill is decided by the part of the stream that can be read.
            await (query.AccessScope.Includes(unreadable.Streams[0].Readable)
                ? Problem.Unreadable(unreadable.First) : Problem.UnknownWaybill(number!)).ExecuteAsync(context);
            return;
        }
        // Access follows from the whole history: whoever may see a waybill may see all of its past.
        var isSeen = query.AccessScope.Includes(history);
        if (knownAtPosition is { } position) history = history.KnownAtPosition(position);
        if (knownAt is { } known) history = history.KnownAt(known);
        if (asOf is { } time) history = history.AsOf(time);
        switch (!isSeen || history.Events.Count == 0 ? Problem.UnknownWaybill(number!) : answer(history, query))
        {
            case Problem problem: await problem.ExecuteAsync(context); break;
            case Shown shown:
                if (shown.HasPersons) await accessLog.Note(context, [number!]);
                await Write(context.Response, history, shown.Write);
                break;
        }
    }

    private static async Task Write(HttpResponse response, History history, Action<Utf8JsonWriter> write)
    {
        response.ContentType = RequestBodies.JsonType;
        response.Headers.ETag = Etag.Of(history.Version, history.Position);
        await using var writer = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Writing);
        writer.WriteStartObject();
        writer.WriteString("waybill", history.Waybill);
        writer.WriteNumber("version", history.Version);
        writer.WriteNumber("position", history.Position);
        write(writer);
        writer.WriteEndObject();
    }

    private static object Now(History history, Query query)
    {
        if (WaybillRow.Rows(history).SingleOrDefault() is not { } row) return Problem.UnknownWaybill(history.Waybill);
        return new Shown(PersonalData.AreIn(row), writer =>
        {
            writer.WriteString("statusLabel", Labels.Of(row.Status));
            foreach (var (name, value) in JsonSerializer.SerializeToNode(row,
                (query.AccessScope.IsMasked ? EventJson.MaskedRows : EventJson.Rows).GetTypeInfo(typeof(WaybillRow)))!.AsObject())
                if (name != "waybill")
                {
                    writer.WritePropertyName(name);
                    value!.WriteTo(writer);
                }
        });
    }

    private static Shown WriteTimeline(History history, Query query, Company company) =>
        new Shown(history.Events.Any(entry => PersonalData.AreIn(entry.Event)), writer =>
    {
        var timeline = Timeline.Of(history, company);
        writer.WriteStartArray("items");
        foreach (var item in timeline.Items)
        {
            writer.WriteStartObject();
            ResponseJson.WriteEvent(writer, item.Entry, query.AccessScope.IsMasked);
            writer.WriteString("label", Labels.Of(EventTypes.Of(item.Entry.Event)));
            if (item.CorrectedBy is { Event: Corrected correction } by)
            {
                writer.WriteStartObject("corrected");
                writer.WriteString("eventId", by.Id);
                writer.WriteString("by", correction.By);
                writer.WriteString("recordedAt", by.RecordedAt);
                writer.WriteString("reason", correction.Reason);
                if (correction.ReplacedBy is { } replacement) writer.WriteString("replacedBy", replacement);
                writer.WriteEndObject();
            }
            if (item.Odd.Count > 0)
            {
                writer.WriteStartArray("odd");
                foreach (var oddity in item.Odd) writer.WriteStringValue(oddity);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("due");
        foreach (var due in timeline.Due)
        {
            writer.WriteStartObject();
            writer.WriteString("what", due.What.Wire());
            writer.WriteString("at", due.At);
            writer.WriteString("station", due.Station);
            if (due.About is not null) writer.WriteString("about", due.About);
            if (due.Basis is { } basis) writer.WriteString("basis", ResponseJson.Name(basis));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    private static object WriteEvents(History history, Query query)
    {
        var (after, limit) = (query.Number("after") ?? 0, query.Limit());
        if (query.Fault is { } fault) return fault;
        var page = history.Events.Where(entry => entry.Version > after).Take(limit + 1).ToList();
        return new Shown(page.Take(limit).Any(entry => PersonalData.AreIn(entry.Event)), writer =>
        {
            writer.WriteStartArray("items");
            foreach (var entry in page.Take(limit))
            {
                writer.WriteStartObject();
                ResponseJson.WriteEvent(writer, entry, query.AccessScope.IsMasked);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            if (page.Count > limit) writer.WriteString("next", page[limit - 1].Version.ToString(CultureInfo.InvariantCulture));
            else writer.WriteNull("next");
        });
    }

    /// <param name="HasPersons">Whether what it writes contains personal data.</param>
    private sealed record Shown(bool HasPersons, Action<Utf8JsonWriter> Write);

    private static Func<ViewPosition, CancellationToken, Task<object>> Search(Query query, IWaybillsView waybills, CompanyCalendar calendar)
    {
        var limit = query.Limit();
        var after = query.After(2);
        var filter = new WaybillFilter(
            query.AccessScope, query.Text("account"), query.OneOf<WaybillStatus>("status"), query.Text("lane"), query.Days(calendar),
            query.Text("q"),
            after is null ? null : (Query.CursorTime(after[0]), after[1]));
        return async (position, cancellationToken) => ViewAnswers.PageOf(
            await waybills.Search(filter, limit + 1, cancellationToken), limit, position,
            row => Query.Cursor(Query.Cursor(row.ReceivedAt), row.Waybill));
    }
}
