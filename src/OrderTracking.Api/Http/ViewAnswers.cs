using OrderTracking.Api.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Http;

/// <summary>Common to all answers from views: they can wait for a position, and name the position that they have reached.</summary>
internal static class ViewAnswers
{
    public static readonly Parameter WaitFor =
        new("waitFor", "A position of the log; the answer waits until the views have it.", "integer", "int64");
    public static readonly Parameter Limit = new("limit", "How many at most; 100 by default, 1000 at most.", "integer");
    public static readonly Parameter After = new("after", "The 'next' of the page before.");
    public static readonly Parameter Account = new("account", "Only this account.");
    public static readonly Parameter Lane = new("lane", "Only this lane: origin~destination.");
    public static readonly Parameter Station =
        new("station", "Only this station: the destination, or the origin for volumes, revenue, damage and shortage.");
    public static readonly Parameter Compare =
        new("compare", "1, 2 or 3: the same period so many months before as well; both its days have to be given.", "integer");
    public static readonly Parameter From = new("from", "The first day of the period, in the company's time zone.", Format: "date");
    public static readonly Parameter To = new("to", "The day after the period's last.", Format: "date");

    /// <summary>Maps a route that answers from views.</summary>
    /// <param name="answer">Reads the parameters; the function that it returns runs once they are valid and the views far enough.</param>
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

    /// <summary>The position of the views once it is far enough; null if the request was refused, which is then answered.</summary>
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
        await new Problem(503, "view-behind", $"The views have come to position {position.Position}; ask again.",
            "waitFor").ExecuteAsync(context);
        return null;
    }

    public static Page<T> PageOf<T>(IReadOnlyList<T> rows, int limit, ViewPosition position, Func<T, string> cursor) =>
        rows.Count > limit
            ? new([.. rows.Take(limit)], cursor(rows[limit - 1]), position.Position, position.LagMs)
            : new(rows, null, position.Position, position.LagMs);
}
