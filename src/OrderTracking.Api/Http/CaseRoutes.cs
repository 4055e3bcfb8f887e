using System.Text.Json;
using System.Text.Json.Nodes;
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
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>A case's history as a request wants it, and how much of it the caller is shown.</summary>
internal sealed record ShownCase(CaseHistory History, Disclosure Disclosure);

/// <summary>The routes of every kind of case: its events, the case, its timeline, the list, and the report.</summary>
internal static class CaseRoutes
{
    private static readonly Parameter<string?> Station = Parameter.Text("station", "Only those that this station opened.");
    private static readonly Parameter<string?> Status = Parameter.Text("status", "Only this status.");
    private static readonly Parameter<string[]?> After = Parameters.After(2);

    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        foreach (var type in AllCases.All)
            Map(type, routes.MapGroup("/v1").WithTags("Cases").WithMetadata(new AskedCases([type.Kind], type.CountsWaybills)));
    }

    private static void Map(CaseType type, RouteGroupBuilder group)
    {
        group.MapPost($"/{type.Route}/{{number}}/events",
                (HttpContext context, string number, CaseRecorder recorder, CallerLimits limits) =>
                Post(type, context, number, recorder, limits))
            .WithSummary($"Records one event of a {type.Kind}, or an array of events: all or none.")
            .WithDescription("201 if anything was new, else 200 with the first answer again. ETag carries version and position; If-Match "
                + "is optional.")
            .Accepts<IncomingEvent>(RequestBodies.JsonType)
            .Produces<CaseRecordedAnswer>(201).Problems(400, 409, 412, 413, 415, 422);
        group.MapGet($"/{type.Route}/{{number}}",
                (string number, Query query, IEventLog log, PersonalDataAccessLog access, TimeProvider clock) =>
                Now(type, number, query, log, access, clock))
            .WithSummary($"Where a {type.Kind} stands, and what of it is due.")
            .Takes(Parameters.AsOf).Problems(400, 404, 422);
        group.MapGet($"/{type.Route}/{{number}}/timeline", (string number, Query query, IEventLog log, PersonalDataAccessLog access) =>
                GetTimeline(type, number, query, log, access))
            .WithSummary($"What happened in a {type.Kind}, in order of occurrence.")
            .Takes(Parameters.AsOf).Problems(400, 404, 422);
        group.MapGet($"/{type.Route}", (Query query, ViewAnswers views, ICasesView cases, CompanyCalendar calendar) =>
                List(type, query, views, cases, calendar))
            .WithSummary($"The {type.Route}, newest opened first.")
            .Takes(Parameters.Account, Station, Status, Parameters.Waybill, Parameters.From, Parameters.To, Parameters.Limit, After,
                Parameters.WaitFor, Parameters.AsOf);
        group.MapGet($"/{type.Route}/report",
                (Query query, ViewAnswers views, ICasesView cases, ReferenceDataCache data, CompanyCalendar calendar, TimeProvider clock) =>
                Report(type, query, views, cases, data, calendar, clock))
            .WithSummary($"The {type.Route} of a period counted, with what was handled in time.")
            .Takes(Parameters.Account, Station, Parameters.From, Parameters.To, Parameters.WaitFor, Parameters.AsOf);
    }

    private static async Task<Results<WrittenJson<CaseRecordedAnswer>, EmptyHttpResult, Problem>> Post(
        CaseType type, HttpContext context, string number, CaseRecorder recorder, CallerLimits limits)
    {
        if (WaybillNumber.Parse(number) is not { } parsed) return InvalidNumber;
        return await EventPosting.Take<CaseRecorded, CaseRecordedAnswer>(
            context, limits, type.Events, (posted, origin) => recorder.Record(context.CallerContext().Author, type, parsed,
                [.. posted.Events.Select(item => item.Case!.From(origin))], posted.ExpectedVersion, context.RequestAborted),
            recorded => new(
                writer =>
                {
                    writer.WriteString("number", recorded.Number);
                    EventPosting.WriteRecorded(writer, recorded.Version, recorded.Position, recorded.Events);
                },
                recorded.AnyNew ? 201 : 200, Etag.Of(context, recorded.Version, recorded.Position)));
    }

    private static Problem InvalidNumber => Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected);

    internal static Problem Unknown(CaseType type, string number) =>
        new(404, RefusalCodes.UnknownCase, $"Nothing is recorded of the {type.Kind} {number}.", "number");

    internal static async Task<(ShownCase? Shown, Problem? Problem)> Read(CaseType type, string text, Query query, IEventLog log)
    {
        var (asOf, knownAt, knownAtPosition) =
            (query.Get(Parameters.AsOf), query.Get(Parameters.KnownAt), query.Get(Parameters.KnownAtPosition));
        if (WaybillNumber.Parse(text) is not { } number) return (null, InvalidNumber);
        if (query.Fault is { } fault) return (null, fault);
        CaseHistory history;
        try
        {
            history = (await log.ReadCases([type.Stream(number)], query.Context.RequestAborted))[0];
        }
        catch (UnreadableEventException unreadable)
        {
            // Whose case it is cannot be told without the event.
            return (null, query.AccessScope.IsEverything ? Problem.Unreadable(unreadable.First) : Unknown(type, number));
        }
        // As with waybills, who may see a case now may see all of its past.
        var disclosure = query.AccessScope.Of(history);
        if (knownAtPosition is { } position) history = history.KnownAtPosition(position);
        if (knownAt is { } known) history = history.KnownAt(known);
        if (asOf is { } time) history = history.AsOf(time);
        return disclosure is { } shown && history.Events.Count > 0 ? (new(history, shown), null) : (null, Unknown(type, number));
    }

    private static async Task<Results<WrittenJson<CaseRow>, NotModified, Problem>> Answer(
        Query query, ShownCase shown, PersonalDataAccessLog access, Action<Utf8JsonWriter> writeMembers)
    {
        var (history, disclosure) = shown;
        var etag = Etag.Of(query.Context, history.Version, history.Position, disclosure);
        if (Etag.IsKnown(query.Context.Request, etag)) return new NotModified(etag);
        if (disclosure == Disclosure.Full && history.Events.Any(entry => Persons.Of(entry.Event).Any()))
            await access.Note(query.Context, [history.Stream]);
        return new WrittenJson<CaseRow>(
            writer =>
            {
                writer.WriteString("number", history.Number);
                writer.WriteNumber("version", history.Version);
                writer.WriteNumber("position", history.Position);
                writeMembers(writer);
            },
            etag: etag);
    }

    private static async Task<Results<WrittenJson<CaseRow>, NotModified, Problem>> Now(
        CaseType type, string number, Query query, IEventLog log, PersonalDataAccessLog access, TimeProvider clock)
    {
        var (shown, problem) = await Read(type, number, query, log);
        if (shown is null) return problem!;
        if (type.Row(shown.History) is not { } row) return Unknown(type, shown.History.Number);
        var opening = shown.History.EffectiveEvents.First(entry => entry.Event is CaseEvent opened && type.AccountOf(opened) is not null);
        var now = (await query.Moment())?.Moment.Now ?? clock.GetUtcNow();
        return await Answer(query, shown, access, writer =>
        {
            foreach (var (name, value) in CaseShapes.Of(row, now))
                if (name != "number")
                {
                    writer.WritePropertyName(name);
                    value!.WriteTo(writer);
                }
            writer.WriteStartObject("opening");
            ResponseJson.WriteEvent(writer, opening, shown.Disclosure);
            writer.WriteEndObject();
        });
    }

    private static async Task<Results<WrittenJson<CaseRow>, NotModified, Problem>> GetTimeline(
        CaseType type, string number, Query query, IEventLog log, PersonalDataAccessLog access)
    {
        var (shown, problem) = await Read(type, number, query, log);
        if (shown is not var (history, disclosure)) return problem!;
        return await Answer(query, shown, access, writer =>
        {
            writer.WriteStartArray("items");
            foreach (var entry in history.Timeline)
            {
                writer.WriteStartObject();
                ResponseJson.WriteEvent(writer, entry, disclosure);
                writer.WriteString("label", Labels.Of(EventTypes.Of(entry.Event)));
                if (history.Corrections.GetValueOrDefault(entry.Id) is { Event: Corrected correction } by)
                {
                    writer.WriteStartObject("corrected");
                    writer.WriteString("eventId", by.Id);
                    writer.WriteString("by", correction.By);
                    writer.WriteString("recordedAt", by.RecordedAt);
                    writer.WriteString("reason", correction.Reason);
                    writer.WriteEndObject();
                }
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }

    private static CaseFilter Filter(CaseType type, Query query, CompanyCalendar calendar) => new(
        query.AccessScope, type.Kind, query.Get(Parameters.Account), query.Get(Station), Opened: query.Days(calendar));

    private static Task<ViewAnswer<Page<JsonObject>>> List(
        CaseType type, Query query, ViewAnswers views, ICasesView cases, CompanyCalendar calendar)
    {
        var (limit, status) = (query.Get(Parameters.Limit), query.Get(Status));
        if (status is not null && !type.Statuses.Contains(status)) query.Lacks(Status, string.Join(", ", type.Statuses));
        var filter = Filter(type, query, calendar) with
        {
            Status = status, Waybill = query.Get(Parameters.Waybill),
            After = query.Get(After) is [var at, var number] ? (PageCursor.Time(at), number) : null,
        };
        return views.Answer(query, async (position, cancellationToken) => Page.Of(
            await cases.List(filter, limit + 1, cancellationToken), limit,
            row => PageCursor.Of(PageCursor.Part(row.OpenedAt), row.Number)).Select(row => CaseShapes.Of(row)).At(position));
    }

    private static Task<ViewAnswer<CaseReportAnswer>> Report(
        CaseType type, Query query, ViewAnswers views, ICasesView cases, ReferenceDataCache data, CompanyCalendar calendar,
        TimeProvider clock)
    {
        var filter = Filter(type, query, calendar);
        return views.Answer(query, async (position, cancellationToken) =>
        {
            var (rows, now) = (await cases.Counted(filter, cancellationToken), clock.OfQuestion());
            var branches = (await data.OfQuestion(cancellationToken)).Branches(now);
            return CaseReportAnswer.Of(await cases.FiguresOf(type, filter, rows, now, branches, cancellationToken), position);
        });
    }
}
