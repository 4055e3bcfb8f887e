using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Reports;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>
/// Hand-overs (交接): what goes over when an account gets another manager, seen by both managers and taken over by the next one, item by
/// item.
/// </summary>
internal static class HandOverRoutes
{
    private const int MaxItems = 1000, MaxBytes = 256 * 1024;

    public static void MapHandOvers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Worklists");
        group.MapGet("/hand-overs", List).WithSummary("Open hand-overs, in order of account.").Takes(Parameters.WaitFor, Parameters.AsOf);
        group.MapGet("/hand-overs/{account}", Get)
            .WithSummary("The newest hand-over of an account, and all that goes over with it.")
            .Takes(Parameters.WaitFor, Parameters.AsOf).Problems(404, 422);
        group.MapPost("/hand-overs/{account}/accept", Accept)
            .WithSummary("Takes items of a hand-over over; only the next manager can.")
            .Accepts<AcceptedItems>(RequestBodies.JsonType)
            .Problems(400, 404, 413, 415, 422)
            .RunsOnce();
    }

    public static bool IsSeen(HttpContext context, HandOver handOver) => HandOvers.IsSeenBy(context.CallerContext(), handOver);

    private static Task<ViewAnswer<Page<HandOverSummary>>> List(Query query, ViewAnswers views, HandOvers handOvers) =>
        views.Answer(query, async (position, cancellationToken) =>
            Page.All<HandOverSummary>([.. (await handOvers.Open(handOver => IsSeen(query.Context, handOver), cancellationToken))
                .Select(HandOverSummary.Of)]).At(position));

    private static async Task<Results<Ok<HandOverAnswer>, Problem>> Get(string account, Query query, ViewAnswers views, HandOvers handOvers)
    {
        var (found, problem) = await views.Ask(query, (_, cancellationToken) =>
            handOvers.Find(account, handOver => IsSeen(query.Context, handOver), cancellationToken), account);
        return found is not null ? TypedResults.Ok(HandOverAnswer.Of(found)) : problem ?? Unknown(account);
    }

    private static async Task<Results<Ok<HandOverAnswer>, Problem>> Accept(
        string account, Query query, HttpContext context, HandOvers handOvers)
    {
        var (wanted, problem) = await RequestBodies.ReadJson<AcceptedItems>(context, MaxBytes);
        if ((query.Fault ?? problem) is { } fault) return fault;
        var caller = context.CallerContext();
        var list = await handOvers.Find(account, handOver => HandOvers.IsFor(caller, handOver), context.RequestAborted);
        if (list is null) return Unknown(account);
        var items = wanted!.Items;
        if (items.Count is 0 or > MaxItems) return Problem.Of(422, RefusalCodes.InvalidValue, "items", $"1 to {MaxItems} items");
        var known = list.Items.Select(item => item.Item).ToHashSet();
        for (var i = 0; i < items.Count; i++)
            if (items[i] is not { } item || !known.Contains(item))
                return Problem.Of(422, RefusalCodes.InvalidValue, $"items[{i}]", "an item of the hand-over");
        return TypedResults.Ok(HandOverAnswer.Of(
            await handOvers.Accept(list, items.ToHashSet(), caller.Caller.Subject, context.RequestAborted)));
    }

    private static Problem Unknown(string account) =>
        new(404, "unknown-hand-over", $"No hand-over of the account {account} is known.", "account");
}
