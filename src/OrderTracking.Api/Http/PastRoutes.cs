using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Past;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>What auditors look back with: the differences between two days of knowledge, and a waybill event by event.</summary>
internal static class PastRoutes
{
    private const int MaxSteps = 100;

    private static readonly Parameter<DateTimeOffset?> KnownAt2 =
        Parameter.Time("knownAt2", "What had been recorded by then is compared with it; what is recorded now by default.");
    private static readonly Parameter<long?> KnownAtPosition2 =
        Parameter.Number("knownAtPosition2", "The same by a position of the log.");
    private static readonly Parameter<string[]?> AfterWaybill = Parameters.After(1);
    private static readonly Parameter<long?> AfterVersion = Parameter.Number("after", "The version before the first one wanted.");

    public static void MapPast(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Audit");
        group.MapGet("/audit/differences", Differences)
            .WithSummary("What changed in each waybill's rows between two moments of knowledge, and the events that changed it.")
            .Takes(Parameters.Account, Parameters.Lane, Parameters.Waybill, Parameters.From, Parameters.To, Parameters.KnownAt,
                Parameters.KnownAtPosition, KnownAt2, KnownAtPosition2, Parameters.Limit, AfterWaybill)
            .Problems(400, 422);
        group.MapGet("/audit/waybills/{number}/steps", Steps)
            .WithSummary("A waybill event by event, as recorded: who sent each and through what, and what it changed in which view.")
            .Takes(Parameters.Limit, AfterVersion).Problems(400, 404, 422);
    }

    private static async Task<Results<Ok<Page<WaybillDifferenceShape>>, Problem>> Differences(
        Query query, KnowledgeDifferences differences, IPastViews past, PersonalDataAccessLog accessLog, CancellationToken cancellationToken)
    {
        var (known, upTo) = (query.Get(Parameters.KnownAt), query.Get(Parameters.KnownAtPosition));
        var (known2, upTo2) = (query.Get(KnownAt2), query.Get(KnownAtPosition2));
        var (received, limit, after) = (query.Days(), query.Get(Parameters.Limit), query.Get(AfterWaybill)?[0]);
        if ((known, upTo) is (null, null)) query.Lacks(Parameters.KnownAt, "the earlier moment of knowledge");
        if (query.Fault is { } fault) return fault;
        var (from, to) = ((await past.Last(known, upTo, cancellationToken)).Position,
            (await past.Last(known2, upTo2, cancellationToken)).Position);
        if (to < from) query.Lacks(KnownAt2, "a moment after the other one");
        if (query.Fault is { } wrong) return wrong;
        try
        {
            var found = await differences.Between(
                from, to, query.AccessScope, query.Streams(), received, after, limit + 1, cancellationToken);
            var page = Page.Of(found, limit, difference => PageCursor.Of(difference.History.Waybill));
            if (page.Items.Where(item => item.Disclosure == Disclosure.Full && HasPersons(item.History))
                .Select(item => item.History.Waybill).ToList() is { Count: > 0 } shown)
                await accessLog.Note(query.Context, shown);
            return TypedResults.Ok(page.Select(WaybillDifferenceShape.Of) with { Position = to });
        }
        catch (PastTooLargeException tooLarge)
        {
            return ViewAnswers.TooLarge(tooLarge);
        }
    }

    private static async Task<Results<Ok<WaybillStepsAnswer>, Problem>> Steps(
        string number, Query query, WaybillReader waybills, Company company, PersonalDataAccessLog accessLog, IApiKeys keys,
        CancellationToken cancellationToken)
    {
        var (after, limit) = (query.Get(AfterVersion) ?? 0, Math.Min(query.Get(Parameters.Limit), MaxSteps));
        if (WaybillNumber.Parse(number) is not { } known)
            return Problem.Of(400, MalformedCodes.InvalidWaybill, "number", WaybillNumber.Expected);
        if (query.Fault is { } fault) return fault;
        var history = (await waybills.Current(known, cancellationToken)).History;
        if (history.Events.Count == 0 || query.AccessScope.Of(history) is not { } disclosure) return Problem.UnknownWaybill(known);
        var page = Page.Of([.. WaybillSteps.Of(history, after, company, ResponseJson.Rows(disclosure)).Take(limit + 1)], limit,
            step => PageCursor.Part(step.Entry.Version));
        var names = await KeyNames(page.Items, keys, cancellationToken);
        if (disclosure == Disclosure.Full && HasPersons(history)) await accessLog.Note(query.Context, [history.Waybill]);
        return TypedResults.Ok(new WaybillStepsAnswer(
            history.Waybill, history.Version, [.. page.Items.Select(step => WaybillStepShape.Of(step, names))], page.Next));
    }

    private static bool HasPersons(History history) => history.Events.Any(entry => PersonalData.AreIn(entry.Event));

    private static async Task<Dictionary<string, string>> KeyNames(
        IEnumerable<WaybillStep> steps, IApiKeys keys, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>();
        foreach (var sender in steps.Select(step => step.Entry.Sender).OfType<string>().Distinct())
            if (ApiKeys.IdOf(sender) is { } id && await keys.Find(id, cancellationToken) is { Key: var key }) names[sender] = key.Name;
        return names;
    }
}

/// <summary>An event, without its data.</summary>
/// <param name="Sender">The subject of who sent it; null for events of a rule or the clock.</param>
public sealed record EventMark(
    Guid Id, long Position, long Version, string Type, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, string Station, string By,
    EventSource Source, string? Sender, string? Correlation, Guid? Causation)
{
    public static EventMark Of(RecordedEvent<WaybillEvent> entry) => new(
        entry.Id, entry.Position, entry.Version, EventTypes.Of(entry.Event).Wire, entry.Event.OccurredAt, entry.RecordedAt,
        entry.Event.Station, entry.Event.By, entry.Source, entry.Sender, entry.Correlation, entry.Causation);
}

/// <param name="Events">What was recorded between the two moments.</param>
/// <param name="Changes">What is different in the rows of the views.</param>
public sealed record WaybillDifferenceShape(string Waybill, IReadOnlyList<EventMark> Events, IReadOnlyList<RowChange> Changes)
{
    public static WaybillDifferenceShape Of(WaybillDifference difference) =>
        new(difference.History.Waybill, [.. difference.Events.Select(EventMark.Of)], difference.Changes);
}

/// <param name="Key">The name of the key through which it was sent; null if a person, a rule or the clock sent it.</param>
/// <param name="Status">Where the waybill stood after it.</param>
public sealed record WaybillStepShape(EventMark Event, string? Key, WaybillStatus? Status, IReadOnlyList<RowChange> Changes)
{
    public static WaybillStepShape Of(WaybillStep step, IReadOnlyDictionary<string, string> keys) => new(
        EventMark.Of(step.Entry), step.Entry.Sender is { } sender ? keys.GetValueOrDefault(sender) : null, step.Status, step.Changes);
}

public sealed record WaybillStepsAnswer(string Waybill, long Version, IReadOnlyList<WaybillStepShape> Items, string? Next);
