using OrderTracking.Api.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Http;

/// <summary>What all answers drawn from views have in common: they can wait for a position, and say which one they have reached.</summary>
internal static class ViewAnswers
{
    public static readonly Parameter WaitFor = new("waitFor", "A position of the log; the answer waits until the views have it.", "integer", "int64");
    public static readonly Parameter Limit = new("limit", "How many at the most; 100 unless told, 1000 at the most.", "integer");
    public static readonly Parameter After = new("after", "The 'next' of the page before.");
    public static readonly Parameter Account = new("account", "Of this account alone.");
    public static readonly Parameter Lane = new("lane", "Of this lane alone: origin~destination.");
    public static readonly Parameter Station = new("station", "Of this station alone: the destination, or for volumes and what comes of them the origin.");
    public static readonly Parameter Compare = new("compare", "1, 2 or 3: the same period so many months before as well; both its days have to be given.", "integer");
    public static readonly Parameter From = new("from", "The first day of the period, in the company's time zone.", Format: "date");
    public static readonly Parameter To = new("to", "The day after the period's last.", Format: "date");

    /// <summary>Maps a route that answers from views.</summary>
    /// <param name="answer">Reads its parameters first; what it returns is run once they are known to be right and the views far enough.</param>
    public static IEndpointConventionBuilder MapView(
        this IEndpointRouteBuilder routes, string pattern, Func<Query, Func<ViewPosition, CancellationToken, Task<object>>> answer)
    {
        var gate = routes.ServiceProvider.GetRequiredService<ViewGate>();
        var accessLog = routes.ServiceProvider.GetRequiredService<PersonalDataAccessLog>();
        return routes.MapGet(pattern, (RequestDelegate)(async context =>
        {
            var query = new Query(context);
            var waitFor = query.Number("waitFor");
            var ask = answer(query);
            if (await Reach(context, query, gate, waitFor) is not { } position) return;
            var found = await ask(position, context.RequestAborted);
            await (await accessLog.Answer(context, found)).ExecuteAsync(context);
        }));
    }

    /// <summary>Where the views are, once they are far enough; null when the request was refused, which has been answered then.</summary>
    public static async Task<ViewPosition?> Reach(HttpContext context, Query query, ViewGate gate, long? waitFor)
    {
        if (query.Fault is { } fault)
        {
            await fault.ExecuteAsync(context);
            return null;
        }
        var position = await gate.Reach(waitFor ?? 0, context.RequestAborted);
        if (!(position.Position < waitFor)) return position;
        context.Response.Headers.RetryAfter = "1";
        await new Problem(503, "view-behind", $"The views have come to position {position.Position}; ask again.", "waitFor").ExecuteAsync(context);
        return null;
    }

    public static Page<T> PageOf<T>(IReadOnlyList<T> rows, int limit, ViewPosition position, Func<T, string> cursor) =>
        rows.Count > limit
            ? new([.. rows.Take(limit)], cursor(rows[limit - 1]), position.Position, position.LagMs)
            : new(rows, null, position.Position, position.LagMs);
}
