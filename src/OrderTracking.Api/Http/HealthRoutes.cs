using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;

namespace OrderTracking.Api.Http;

/// <summary>Whether the process is alive; whether it can serve, and how far its views are behind the log.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapGet("/live", () => TypedResults.Ok(new Liveness("alive")))
            .WithSummary("The process is alive.").Weighs(RequestCost.Unlimited);
        group.MapGet("/ready", Ready)
            .WithSummary("The service can serve; how far each view is behind the log.")
            .WithDescription("degraded: an event in the log cannot be read. What does not depend on it is served and recorded all the "
                + "same, so the answer is 200.")
            .Problems(503).Weighs(RequestCost.Unlimited);
    }

    private static async Task<Results<Ok<Readiness>, Problem>> Ready(
        HttpResponse response, IViewStore store, IViewPosition position, UnreadableFinder finder, IStoreFaults faults,
        IStoreState state, Draining draining, CancellationToken cancellationToken)
    {
        if (draining.HasBegun) return new Problem(503, "stopping", "This node is stopping; ask another one.");
        try
        {
            if ((await state.Look(cancellationToken)).IsReadOnly)
                return Problem.ReadOnly;
            var now = await position.Now(cancellationToken);
            var views = await store.States(cancellationToken);
            var unreadable = await finder.Find(now, cancellationToken);
            return TypedResults.Ok(new Readiness(
                unreadable.Count == 0 ? "ready" : "degraded", now.Position, now.LagMs,
                [.. views.Select(view => new ViewReadiness(view.View, view.Position, view.Rebuilding))],
                [.. unreadable.Select(UnreadableShape.Of)]));
        }
        catch (Exception fault) when (faults.IsFromStore(fault))
        {
            response.Headers.RetryAfter = "1";
            return new Problem(503, "store-unavailable", "The database does not answer.");
        }
    }
}
