using System.Globalization;
using OrderTracking.Api.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>Lists and replays dead letters. Only an engine with messages (Marten) has any.</summary>
internal static class DeadLetterRoutes
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<IDeadLetters>() is not { } letters) return;
        routes.MapGet("/v1/dead-letters", (RequestDelegate)(context => List(context, letters)))
            .WithSummary("Messages that were given up after their retries.")
            .Takes(ViewAnswers.Limit, ViewAnswers.After)
            .Answers(200, typeof(Page<DeadLetter>), 400);
        routes.MapPost("/v1/dead-letters/{id}/replay", (RequestDelegate)(context => Replay(context, letters)))
            .WithSummary("Has a message sent again.")
            .Answers(202, typeof(DeadLetter), 404)
            .RunsOnce();
    }

    // Paged by number, as the store pages: an item may be missed or repeated when others come or go meanwhile.
    private static async Task List(HttpContext context, IDeadLetters letters)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Number("after"));
        if (query.Fault is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        var page = (int)Math.Min(after ?? 1, int.MaxValue - 1);
        var (items, total) = await letters.List(page, limit, context.RequestAborted);
        var next = (long)page * limit < total ? (page + 1).ToString(CultureInfo.InvariantCulture) : null;
        await Results.Ok(new Page<DeadLetter>(items, next)).ExecuteAsync(context);
    }

    private static async Task Replay(HttpContext context, IDeadLetters letters)
    {
        if (Guid.TryParse((string)context.Request.RouteValues["id"]!, out var id)
            && await letters.Replay(id, context.RequestAborted) is { } letter)
            await Results.Json(letter, statusCode: 202).ExecuteAsync(context);
        else await new Problem(404, "unknown-message", "There is no such message among those given up.", "id").ExecuteAsync(context);
    }
}
