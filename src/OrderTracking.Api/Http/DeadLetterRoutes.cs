using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Http;

/// <summary>Lists and replays dead letters. Only an engine with messages (Marten) has any.</summary>
internal static class DeadLetterRoutes
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<IDeadLetters>() is null) return;
        var group = routes.MapGroup("/v1").WithTags("Operations");
        group.MapGet("/dead-letters", List)
            .WithSummary("Messages that were given up after their retries.")
            .Takes(Parameters.Limit, Parameters.AfterNumber).Problems(400);
        group.MapPost("/dead-letters/{id}/replay", Replay)
            .WithSummary("Has a message sent again.")
            .Problems(404)
            .RunsOnce();
    }

    // Paged by number, as the store pages: an item may be missed or repeated when others come or go meanwhile.
    private static async Task<Results<Ok<Page<DeadLetter>>, Problem>> List(
        Query query, IDeadLetters letters, CancellationToken cancellationToken)
    {
        var (limit, after) = (query.Get(Parameters.Limit), query.Get(Parameters.AfterNumber));
        if (query.Fault is { } fault) return fault;
        var page = (int)Math.Min(after ?? 1, int.MaxValue - 1);
        var (items, total) = await letters.List(page, limit, cancellationToken);
        return TypedResults.Ok(new Page<DeadLetter>(items, (long)page * limit < total ? PageCursor.Part(page + 1) : null));
    }

    private static async Task<Results<Accepted<DeadLetter>, Problem>> Replay(
        string id, HttpContext context, IDeadLetters letters, ActRecord acts)
    {
        if (Guid.TryParse(id, out var letterId))
        {
            await acts.Note(context, ActKind.MessageReplayed, letterId.ToString());
            if (await letters.Replay(letterId, context.RequestAborted) is { } letter) return TypedResults.Accepted((string?)null, letter);
        }
        return new Problem(404, "unknown-message", "There is no such message among those given up.", "id");
    }
}
