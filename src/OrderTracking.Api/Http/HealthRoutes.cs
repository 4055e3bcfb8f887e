using OrderTracking.Api.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;

namespace OrderTracking.Api.Http;

/// <summary>Whether the process is alive; whether it can serve, and how far its views are behind the log.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var (store, position) =
            (routes.ServiceProvider.GetRequiredService<IViewStore>(), routes.ServiceProvider.GetRequiredService<IViewPosition>());
        var finder = routes.ServiceProvider.GetRequiredService<UnreadableFinder>();
        var faults = routes.ServiceProvider.GetRequiredService<IStoreFaults>();
        routes.MapGet("/health/live", (RequestDelegate)(context => Results.Ok(new Liveness("alive")).ExecuteAsync(context)))
            .WithSummary("The process is alive.").Weighs(RequestCost.Unlimited).Answers(200, typeof(Liveness));
        routes.MapGet("/health/ready", (RequestDelegate)(context => Ready(context, store, position, finder, faults)))
            .WithSummary("The service can serve; how far each view is behind the log.")
            .WithDescription("degraded: an event in the log cannot be read. What does not depend on it is served and recorded all the "
                + "same, so the answer is 200.")
            .Weighs(RequestCost.Unlimited).Answers(200, typeof(Readiness), 503);
    }

    private static async Task Ready(
        HttpContext context, IViewStore store, IViewPosition position, UnreadableFinder finder, IStoreFaults faults)
    {
        try
        {
            var now = await position.Now(context.RequestAborted);
            var views = await store.States(context.RequestAborted);
            var unreadable = await finder.Find(now, context.RequestAborted);
            await Results.Ok(new Readiness(
                unreadable.Count == 0 ? "ready" : "degraded", now.Position, now.LagMs,
                [.. views.Select(view => new ViewReadiness(view.View, view.Position, view.Rebuilding))],
                [.. unreadable.Select(UnreadableShape.Of)])).ExecuteAsync(context);
        }
        catch (Exception fault) when (faults.IsFromStore(fault))
        {
            context.Response.Headers.RetryAfter = "1";
            await new Problem(503, "store-unavailable", "The database does not answer.").ExecuteAsync(context);
        }
    }
}

public sealed record Liveness(string Status);

/// <param name="Status">ready, or degraded: an unreadable event stops the views, or what needs reference data.</param>
/// <param name="Unreadable">Those events; empty while it is ready.</param>
public sealed record Readiness(string Status, long Position, long LagMs, IReadOnlyList<ViewReadiness> Views,
    IReadOnlyList<UnreadableShape> Unreadable);

/// <summary>An unreadable event as anybody may see it: without the name of its stream or any of its data.</summary>
/// <param name="Kind">The kind of its stream: waybill, account, lane, station, calendar, penalty-schedule or other.</param>
/// <param name="Code">Why it cannot be read.</param>
/// <param name="Field">The stored member at fault.</param>
public sealed record UnreadableShape(long Position, string Kind, string Code, string Field, string Expected)
{
    internal static UnreadableShape Of(UnreadableEvent unreadable) =>
        new(unreadable.Position, unreadable.Kind, unreadable.Code, unreadable.Field, unreadable.Expected);
}

public sealed record ViewReadiness(string View, long Position, bool Rebuilding);
