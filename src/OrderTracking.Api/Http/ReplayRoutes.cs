using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Application.Reference;
using OrderTracking.Application.Replays;
using OrderTracking.Domain;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Http;

/// <summary>Replays: views or a figure worked out anew from the log, by the live rules or by others.</summary>
internal static class ReplayRoutes
{
    public const string TooMany = "too-many-replays";

    private const int MaxOpen = 8, MaxBytes = 64 * 1024, MaxItems = 1_000, MaxMinutes = 31 * 24 * 60, MaxHours = 2_000;

    private static readonly Parameter<string[]?> AfterReplay = Parameters.After(2), AfterWaybill = Parameters.After(1);

    public static void MapReplays(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Audit");
        group.MapPost("/audit/replays", Ask)
            .WithSummary("Works views or a figure out anew from the log, by the live rules or by others, and compares with the live ones.")
            .Accepts<ReplayRequest>(RequestBodies.JsonType).Problems(400, 409, 413, 415, 422).RunsOnce();
        group.MapGet("/audit/replays", List)
            .WithSummary("Replays of the last seven days, newest first.").Takes(Parameters.Limit, AfterReplay).Problems(400);
        group.MapGet("/audit/replays/{id}", Get)
            .WithSummary("A replay: how far it is, what it came to, and the waybills and cases that are different.")
            .Takes(Parameters.Limit, AfterWaybill).Problems(400, 404);
        group.MapDelete("/audit/replays/{id}", Cancel)
            .WithSummary("Cancels a replay, and forgets what it found.").Problems(404).RunsOnce();
    }

    private static async Task<Results<Accepted<Replay>, Problem>> Ask(
        HttpContext context, IReplays replays, ReferenceDataCache data, TimeProvider clock)
    {
        var (request, problem) = await RequestBodies.ReadJson<ReplayRequest>(context, MaxBytes);
        if (problem is not null) return problem;
        var reference = await data.Refresh(context.RequestAborted);
        if (Wrong(request!, reference) is { } wrong) return Problem.Of(422, "invalid-value", wrong.Field, wrong.Expected);
        var replay = new Replay(
            Guid.NewGuid(), context.CallerContext().Caller.Subject, clock.GetUtcNow(), request!, ReplayStatus.Waiting);
        if (!await replays.Add(replay, MaxOpen, context.RequestAborted))
            return new Problem(409, TooMany, $"{MaxOpen} replays wait or run already; cancel one, or wait until one is done.");
        return TypedResults.Accepted($"/v1/audit/replays/{replay.Id}", replay);
    }

    private static async Task<Results<Ok<Page<Replay>>, Problem>> List(
        Query query, IReplays replays, CancellationToken cancellationToken)
    {
        var limit = query.Get(Parameters.Limit);
        (DateTimeOffset, Guid)? after = null;
        if (query.Get(AfterReplay) is [var at, var last])
        {
            if (!Guid.TryParse(last, out var id)) query.Lacks(AfterReplay, "the 'next' of the page before");
            after = (PageCursor.Time(at), id);
        }
        if (query.Fault is { } fault) return fault;
        return TypedResults.Ok(Page.Of(await replays.List(null, after, limit + 1, cancellationToken), limit,
            replay => PageCursor.Of(PageCursor.Part(replay.AskedAt), replay.Id.ToString())));
    }

    private static async Task<Results<Ok<ReplayAnswer>, Problem>> Get(
        string id, Query query, IReplays replays, CancellationToken cancellationToken)
    {
        var (limit, after) = (query.Get(Parameters.Limit), query.Get(AfterWaybill)?[0]);
        if (query.Fault is { } fault) return fault;
        if (!Guid.TryParse(id, out var known) || await replays.Find(known, cancellationToken) is not { } replay) return Unknown();
        var page = Page.Of(await replays.Changes(known, after, limit + 1, cancellationToken), limit,
            change => PageCursor.Of(change.Stream));
        return TypedResults.Ok(new ReplayAnswer(replay, page.Items, page.Next));
    }

    private static async Task<Results<Ok<Replay>, Problem>> Cancel(string id, IReplays replays, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var known) && await replays.Cancel(known, cancellationToken) is { } replay
            ? TypedResults.Ok(replay) : Unknown();

    private static Problem Unknown() => new(404, "unknown-replay", "No replay of that id is known; they are kept for seven days.", "id");

    private static (string Field, string Expected)? Wrong(ReplayRequest request, ReferenceSnapshot reference)
    {
        var rules = request.Rules ?? ReplayRules.Live;
        if (request is { Figure: not null, View: not null }) return ("view", "none where a figure is named");
        if (request.Figure is { } figure && !Judgement.Names.Contains(figure)) return ("figure", string.Join(", ", Judgement.Names));
        if (request.View is { } view && AllViews.All.All(known => known.Name != view))
            return ("view", string.Join(", ", AllViews.All.Select(known => known.Name)));
        if (request.Figure is null && (request is not { From: null, To: null }
            || rules is not { GraceMinutes: null, ClockStop: null, Penalties: null }))
            return ("figure", "a figure: days, grace, clock and fines are none of a view");
        if (request.To <= request.From) return ("to", "a day after 'from'");
        if (rules.GraceMinutes is < 0 or > MaxMinutes) return ("rules.graceMinutes", $"0 to {MaxMinutes}");
        if (rules.ClockStop is not null && request.Figure?.StartsWith("on-time-", StringComparison.Ordinal) is not true)
            return ("rules.clockStop", "none but of an on-time figure");
        if (Long(rules.Lanes) || Long(rules.Calendars) || Long(rules.Penalties)) return ("rules", $"at most {MaxItems} of each");
        foreach (var lane in rules.Lanes ?? [])
            if (lane is null || lane.Hours is < 1 or > MaxHours || lane.DeliveryHours is < 0 or > MaxHours)
                return ("rules.lanes", $"hours from 1 to {MaxHours}");
            else if (!reference.Lanes.Any(known => Lane.Key(known.Origin, known.Destination) == lane.Lane))
                return ("rules.lanes", "a lane that has a standard: origin~destination");
        foreach (var calendar in rules.Calendars ?? [])
            if (calendar is null || !reference.HasCalendar(calendar.Calendar)) return ("rules.calendars", "a calendar that there is");
        foreach (var penalty in rules.Penalties ?? [])
            if (penalty is null || penalty.Fine is < 0 or > 1_000_000) return ("rules.penalties", "fines from 0 to 1000000");
            else if (!reference.HasPenaltySchedule(penalty.Rule)) return ("rules.penalties", "a rule that has a penalty schedule");
        return null;

        static bool Long<T>(IReadOnlyList<T>? items) => items?.Count > MaxItems;
    }
}

/// <param name="Changed">The waybills and cases that are different, in order of key.</param>
public sealed record ReplayAnswer(Replay Replay, IReadOnlyList<ReplayChange> Changed, string? Next);
