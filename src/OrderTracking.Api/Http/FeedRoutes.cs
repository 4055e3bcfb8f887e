using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Feed;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>GET /v1/feed: what is recorded, as it is recorded, as Server-Sent Events.</summary>
internal static class FeedRoutes
{
    public const string LastEventId = "Last-Event-ID", Heartbeat = "heartbeat";

    private const string Summary = "The events that the caller may see, as they are recorded: Server-Sent Events.";

    private const string Description =
        "The data of each is an event as in GET /v1/waybills/{number}/events, with its waybill, or with its case as claim:NUMBER for who "
        + "may read cases of the kind, and without persons. Its id is its position "
        + "and the log's epoch; a reader that comes back with Last-Event-ID goes on without a gap or a repeat. An event named heartbeat, "
        + "without data, comes at the beginning, when the reader has caught up, and every 10 seconds; its id is how far the log was looked "
        + "through. An event named replay tells an auditor how far a replay of their own is. The stream ends when the node stops, and when "
        + "the caller's rights do; who reads too slowly is disconnected.";

    /// <summary>How often a reader hears something, and its rights are looked at anew.</summary>
    private static readonly TimeSpan BetweenHeartbeats = TimeSpan.FromSeconds(10);

    /// <summary>How long the last write of an ending stream may take before its connection is broken off.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(1);

    private static readonly byte[] Nothing = [];

    private static readonly string[] TypeNames = [.. EventTypes.All.Where(type => type.Rank > 0).Select(type => type.Wire)];

    private static readonly Parameter<string?> After = Parameter.Text(
        "after", "The position to go on from, or the id of an event of the feed; by default the end of the log. Where Last-Event-ID is "
        + "sent, that counts instead.");
    private static readonly Parameter<string?> Account = Parameter.Text("account", "Only waybills of this account.");
    private static readonly Parameter<string?> Station = Parameter.Text("station", "Only what happened at this station.");
    private static readonly Parameter<string?> Type = new(
        "type", "Only events of this type.", (query, name) => query.Text(name), Values: TypeNames);

    private static readonly Parameter<string?> OfCase = Parameter.Text(
        "case", "Only events of this case, as claim:NUMBER, or of all cases of a kind, as claim.");

    public static void MapFeed(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Feed").MapGet("/feed", Open).WithSummary(Summary).WithDescription(Description)
            .Takes(After, Account, Station, Type, Parameters.Waybill, OfCase).Problems(400, 409)
            .Weighs(RequestCost.Feeds).DisableRequestTimeout();

    private static async Task<Results<ServerSentEventsResult<byte[]>, Problem>> Open(Query query, HttpContext context, LiveFeed feed,
        ILogEpochs epochs, Draining draining, RenewedAuthorization rights, RouteAdmission admission, IReplays replays,
        IStoreFaults faults, TimeProvider clock)
    {
        var (after, field) = From(query, context.Request);
        var filter = Filter(query);
        if (query.Fault is { } fault) return fault;
        var replaysOfCaller = await ReplayNews.Begin(context.CallerContext().Caller, replays, faults, context.RequestAborted);
        // Whoever is disconnected for being slow is in the middle of a write: only breaking the connection off ends that.
        var subscription = await feed.Subscribe(after?.Position, context.Abort, context.RequestAborted);
        context.Response.RegisterForDispose(subscription);
        if (after is { Epoch: { } epoch } && epoch != subscription.Epoch)
        {
            var sameUpTo = await epochs.SameUpTo(epoch, context.RequestAborted);
            if (sameUpTo is not { } position || position < after.Value.Position) return LogEpochHeader.Other(sameUpTo, field);
        }
        // For proxies that would gather an answer before they pass it on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Answer(new(context, subscription, filter, draining, rights, admission, clock,
            replaysOfCaller, WantsCloudEvents(context.Request))));
    }

    // The answer is a stream of events in either form: the media type says in which form each is.
    private static bool WantsCloudEvents(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type =>
            type.MediaType.Equals(CloudEventNames.ContentType, StringComparison.OrdinalIgnoreCase) && type.Quality is not 0d);

    private static (FeedPosition? Position, string Field) From(Query query, HttpRequest request)
    {
        var sent = request.Headers[LastEventId];
        var text = query.Get(After);
        var (given, field) = sent.Count == 0 ? (text, After.Name) : (sent.Count == 1 ? sent.ToString() : "", LastEventId);
        if (given is null) return (null, field);
        if (FeedPosition.Parse(given) is { } position) return (position, field);
        query.Wrong(field, FeedPosition.Expected);
        return (null, field);
    }

    private static FeedFilter Filter(Query query)
    {
        var (type, text) = (query.Get(Type), query.Get(Parameters.Waybill));
        if (type is not null && !TypeNames.Contains(type)) query.Lacks(Type, string.Join(", ", TypeNames));
        var number = text is null ? null : WaybillNumber.Parse(text);
        if (text is not null && number is null) query.Lacks(Parameters.Waybill, WaybillNumber.Expected);
        var about = query.Get(OfCase);
        if (about is not null && !AllCases.All.Any(kind => kind.Kind == about) && !CaseStreams.IsCase(about))
            query.Lacks(OfCase, "claim:NUMBER, or a kind of cases");
        return new(query.Get(Account), query.Get(Station), type, number, about);
    }

    private static async IAsyncEnumerable<SseItem<byte[]>> Answer(
        Reader reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var context = reader.Context;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, reader.Draining.Begun);
        using var ended = new CancellationTokenSource();
        using var begun = reader.Draining.Begun.Register(() => _ = BreakOff(context, ended.Token));
        try
        {
            await foreach (var item in Follow(reader, ending.Token)) yield return item;
        }
        finally
        {
            await ended.CancelAsync();
        }
        // The node stops: the connection would otherwise stay open for its reader's next request.
        if (reader.Draining.HasBegun) context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }

    // Ends when it is cancelled.
    private static async IAsyncEnumerable<SseItem<byte[]>> Follow(Reader reader, [EnumeratorCancellation] CancellationToken ending)
    {
        var (context, subscription, clock) = (reader.Context, reader.Subscription, reader.Clock);
        var (scope, heardAt, hasCaughtUp) = (context.CallerContext().Scope, clock.GetTimestamp(), false);
        var lookedAt = clock.GetTimestamp();
        var cases = await reader.Admission.Cases(context.CallerContext().Caller, CancellationToken.None);
        yield return Beat(subscription) with { ReconnectionInterval = TimeSpan.FromMilliseconds(Random.Shared.Next(1_000, 3_000)) };
        while (true)
        {
            if (!hasCaughtUp && subscription.HasCaughtUp)
            {
                hasCaughtUp = true;
                yield return Beat(subscription);
            }
            var wait = BetweenHeartbeats - clock.GetElapsedTime(heardAt);
            var page = await subscription.Next(
                reader.Replays is not null && wait > ReplayNews.BetweenLooks ? ReplayNews.BetweenLooks : wait, ending);
            if (subscription.HasEnded || ending.IsCancellationRequested) yield break;
            if (clock.GetElapsedTime(heardAt) >= BetweenHeartbeats)
            {
                if (await reader.Rights.Renew(context) is not { } caller) yield break;
                (scope, heardAt) = (caller.Scope, clock.GetTimestamp());
                cases = await reader.Admission.Cases(caller.Caller, CancellationToken.None);
                yield return Beat(subscription);
            }
            if (reader.Replays is { } own && clock.GetElapsedTime(lookedAt) >= ReplayNews.BetweenLooks)
            {
                lookedAt = clock.GetTimestamp();
                foreach (var replay in await own.Look(ending))
                    yield return new(replay, ReplayNews.Name) { EventId = Id(subscription, subscription.Position) };
            }
            foreach (var (entry, disclosure) in page?.For(scope, cases, reader.Filter, subscription.Position) ?? [])
            {
                if (ending.IsCancellationRequested) yield break;
                yield return new(reader.WantsCloudEvents ? entry.CloudEvent(disclosure) : entry.Text(disclosure))
                {
                    EventId = Id(subscription, entry.Position),
                };
            }
            if (ending.IsCancellationRequested) yield break;
            if (page is not null) subscription.Pass(page);
        }
    }

    private static async Task BreakOff(HttpContext context, CancellationToken ended)
    {
        await Task.Delay(LastWrite, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCancellationRequested) context.Abort();
    }

    private static SseItem<byte[]> Beat(FeedSubscription subscription) =>
        new(Nothing, Heartbeat) { EventId = Id(subscription, subscription.Position) };

    private static string Id(FeedSubscription subscription, long position) => new FeedPosition(position, subscription.Epoch).ToString();

    private sealed record Reader(HttpContext Context, FeedSubscription Subscription, FeedFilter Filter, Draining Draining,
        RenewedAuthorization Rights, RouteAdmission Admission, TimeProvider Clock, ReplayNews? Replays, bool WantsCloudEvents);
}
