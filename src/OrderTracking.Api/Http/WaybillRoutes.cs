using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Localization;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Domain;
using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>A waybill's history as a request wants it, and how much of it the caller is shown.</summary>
internal sealed record ShownHistory(History History, Disclosure Disclosure);

/// <summary>A waybill: now, its timeline, its raw stream; and the search over all of them.</summary>
internal static partial class WaybillRoutes
{
    private const int MaxSearchBytes = 16 * 1024;

    private static readonly Parameter<long?> AfterVersion = Parameter.Number("after", "The version before the first one wanted.");
    private static readonly Parameter<WaybillStatus?> Status = Parameter.OneOf<WaybillStatus>("status", "Only this status.");
    private static readonly Parameter<string?> SearchText = Parameter.Text(
        "q", "Beginning of the number, the customer's order number or the consignee's name, or at least four digits of the "
        + "end of the consignee's phone.");
    private static readonly Parameter<string[]?> After = Parameters.After(2);

    private const string Conditional = "If-None-Match with the ETag of an earlier answer: 304 while nothing has changed.";

    public static void MapWaybills(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Waybills");
        group.MapGet("/waybills/{number}", Now)
            .WithSummary("Where a waybill stands.").WithDescription(Conditional)
            .Takes(Parameters.AsOf).Problems(400, 404, 422);
        group.MapGet("/waybills/{number}/timeline", GetTimeline)
            .WithSummary("What happened to a waybill, in order of occurrence, and what is still due.").WithDescription(Conditional)
            .Takes(Parameters.AsOf).Problems(400, 404, 422);
        group.MapGet("/waybills/{number}/events", Events)
            .WithSummary("A waybill's raw stream, in order of version.").WithDescription(Conditional)
            .Takes(Parameters.AsOf, Parameters.Limit, AfterVersion).Problems(400, 404, 422);
        group.MapGet("/waybills", Search)
            .WithSummary("Searches waybills; newest received first.")
            .Takes(
                Parameters.Account, Status, Parameters.Lane, Parameters.From, Parameters.To, SearchText, Parameters.Limit, After,
                Parameters.WaitFor, Parameters.AsOf);
        MapExports(group);
        group.MapPost("/waybills/search", SearchByBody)
            .WithSummary("The same search with its text in the body, which no proxy logs: people search by names and phones.")
            .Accepts<WaybillSearch>(RequestBodies.JsonType)
            .Takes(
                Parameters.Account, Status, Parameters.Lane, Parameters.From, Parameters.To, Parameters.Limit, After, Parameters.WaitFor,
                Parameters.AsOf)
            .Problems(400, 413, 415).Weighs(RequestCost.Reads);
    }

    /// <summary>A waybill's history as the request wants it, or why the request is refused.</summary>
    private static async ValueTask<(ShownHistory? Shown, Problem? Problem)> Read(Query query, string text, WaybillReader waybills)
    {
        var (asOf, knownAt, knownAtPosition) =
            (query.Get(Parameters.AsOf), query.Get(Parameters.KnownAt), query.Get(Parameters.KnownAtPosition));
        if (WaybillNumber.Parse(text) is not { } number)
            return (null, Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected));
        if (query.Fault is { } fault) return (null, fault);

        History history;
        try
        {
            history = (await waybills.Current(number, query.Context.RequestAborted)).History;
        }
        catch (UnreadableEventException unreadable)
        {
            // Whether the caller may know of the waybill is decided by the part of the stream that can be read.
            return (null, query.AccessScope.Includes(unreadable.Streams[0].Readable)
                ? Problem.Unreadable(unreadable.First) : Problem.UnknownWaybill(number));
        }
        // Access follows from the whole history: whoever may see a waybill may see all of its past.
        var disclosure = query.AccessScope.Of(history);
        if (knownAtPosition is { } position) history = history.KnownAtPosition(position);
        if (knownAt is { } known) history = history.KnownAt(known);
        if (asOf is { } time) history = history.AsOf(time);
        return disclosure is { } shown && history.Events.Count > 0
            ? (new(history, shown), null) : (null, Problem.UnknownWaybill(number));
    }

    /// <summary>
    /// An answer about a waybill; 304 to who has it already. If persons are in it, an entry in the access log comes first.
    /// </summary>
    private static async ValueTask<Results<WrittenJson<T>, NotModified, Problem>> Answer<T>(
        Query query, ShownHistory shown, bool hasPersons, PersonalDataAccessLog accessLog, Action<Utf8JsonWriter> writeMembers,
        int? terms = null)
    {
        var history = shown.History;
        var etag = Etag.Of(query.Context, history.Version, history.Position, shown.Disclosure, terms);
        if (Etag.IsKnown(query.Context.Request, etag)) return new NotModified(etag);
        if (hasPersons && shown.Disclosure == Disclosure.Full) await accessLog.Note(query.Context, [history.Waybill]);
        return new WrittenJson<T>(
            writer =>
            {
                writer.WriteString("waybill", history.Waybill);
                writer.WriteNumber("version", history.Version);
                writer.WriteNumber("position", history.Position);
                writeMembers(writer);
            },
            etag: etag);
    }

    private static async Task<Results<WrittenJson<WaybillRow>, NotModified, Problem>> Now(
        string number, Query query, WaybillReader waybills, AccountInstructions accounts, PersonalDataAccessLog accessLog)
    {
        var (shown, problem) = await Read(query, number, waybills);
        if (shown is not var (history, disclosure)) return problem!;
        if (WaybillRow.Rows(history).SingleOrDefault() is not { } row) return Problem.UnknownWaybill(history.Waybill);
        var instructions = disclosure > Disclosure.Customer ? await InstructionsOf(row.Account, query, accounts) : null;
        return await Answer<WaybillRow>(query, shown, PersonalData.AreIn(row), accessLog, writer =>
        {
            writer.WriteString("statusLabel", Labels.Of(row.Status));
            if (instructions is { Text: var text }) writer.WriteString("instructions", text);
            foreach (var (name, value) in JsonSerializer.SerializeToNode(row,
                ResponseJson.Rows(disclosure).GetTypeInfo(typeof(WaybillRow)))!.AsObject())
                if (name != "waybill")
                {
                    writer.WritePropertyName(name);
                    value!.WriteTo(writer);
                }
        }, instructions?.Version);
    }

    /// <summary>Those in force by the reference data that the question is about.</summary>
    private static async Task<(string Text, int Version)?> InstructionsOf(string account, Query query, AccountInstructions accounts)
    {
        try
        {
            QuestionMoment.Current = (await query.Moment())?.Moment;
        }
        catch (UnreadableEventException)
        {
            return null;
        }
        return await accounts.Of(account, query.Context.RequestAborted);
    }

    private static async Task<Results<WrittenJson<TimelineAnswer>, NotModified, Problem>> GetTimeline(
        string number, Query query, WaybillReader waybills, Company company, PersonalDataAccessLog accessLog)
    {
        var (shown, problem) = await Read(query, number, waybills);
        if (shown is not var (history, disclosure)) return problem!;
        return await Answer<TimelineAnswer>(query, shown, history.Events.Any(entry => PersonalData.AreIn(entry.Event)), accessLog,
            writer => WriteTimeline(writer, Timeline.Of(history, company), disclosure));
    }

    private static async Task<Results<WrittenJson<WaybillEventsAnswer>, NotModified, Problem>> Events(
        string number, Query query, WaybillReader waybills, PersonalDataAccessLog accessLog)
    {
        var (shown, problem) = await Read(query, number, waybills);
        if (shown is not var (history, disclosure)) return problem!;
        var (after, limit) = (query.Get(AfterVersion) ?? 0, query.Get(Parameters.Limit));
        if (query.Fault is { } fault) return fault;
        var page = Page.Of([.. history.Events.Where(entry => entry.Version > after).Take(limit + 1)], limit, Next);
        return await Answer<WaybillEventsAnswer>(query, shown, page.Items.Any(entry => PersonalData.AreIn(entry.Event)), accessLog,
            writer => ResponseJson.WritePage(writer, page, Next, entry => ResponseJson.WriteEvent(writer, entry, disclosure)));

        static string Next(RecordedEvent<WaybillEvent> entry) => PageCursor.Part(entry.Version);
    }

    private static Task<ViewAnswer<Page<WaybillRow>>> Search(
        Query query, ViewAnswers views, IWaybillsView waybills, CompanyCalendar calendar) =>
        SearchFor(query.Get(SearchText), query, views, waybills, calendar);

    private static async Task<ViewAnswer<Page<WaybillRow>>> SearchByBody(
        Query query, ViewAnswers views, IWaybillsView waybills, CompanyCalendar calendar)
    {
        var (wanted, problem) = await RequestBodies.ReadJson<WaybillSearch>(query.Context, MaxSearchBytes);
        if (problem is not null) return new(problem);
        return await SearchFor(query.Checked(SearchText.Name, wanted!.Q), query, views, waybills, calendar);
    }

    private static Task<ViewAnswer<Page<WaybillRow>>> SearchFor(
        string? text, Query query, ViewAnswers views, IWaybillsView waybills, CompanyCalendar calendar)
    {
        var (limit, after) = (query.Get(Parameters.Limit), query.Get(After));
        var filter = Filter(text, query, calendar) with { After = after is null ? null : (PageCursor.Time(after[0]), after[1]) };
        return views.Answer(query, async (position, cancellationToken) => Page.Of(
            await waybills.Search(filter, limit + 1, cancellationToken), limit,
            row => PageCursor.Of(PageCursor.Part(row.ReceivedAt), row.Waybill)).At(position));
    }

    private static WaybillFilter Filter(string? text, Query query, CompanyCalendar calendar) => new(
        query.AccessScope, query.Get(Parameters.Account), query.Get(Status), query.Get(Parameters.Lane), query.Days(calendar), text, null);

    private static void WriteTimeline(Utf8JsonWriter writer, Timeline timeline, Disclosure disclosure)
    {
        var isStaff = disclosure > Disclosure.Customer;
        writer.WriteStartArray("items");
        foreach (var item in timeline.Items)
        {
            writer.WriteStartObject();
            ResponseJson.WriteEvent(writer, item.Entry, disclosure);
            writer.WriteString("label", Labels.Of(EventTypes.Of(item.Entry.Event)));
            if (item.CorrectedBy is { Event: Corrected correction } by)
            {
                writer.WriteStartObject("corrected");
                writer.WriteString("eventId", by.Id);
                if (isStaff) writer.WriteString("by", correction.By);
                writer.WriteString("recordedAt", by.RecordedAt);
                if (isStaff) writer.WriteString("reason", correction.Reason);
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
        // The other standards are the company's own: what GET /v1/deadlines lists, which is not for customers.
        foreach (var due in timeline.Due.Where(due => isStaff || due.What == DeadlineRule.Promise))
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
    }
}

/// <param name="Q">As the parameter <c>q</c> of <c>GET /v1/waybills</c>.</param>
public sealed record WaybillSearch(string Q);
