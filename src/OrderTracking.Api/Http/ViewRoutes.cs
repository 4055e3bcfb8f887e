using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;

namespace OrderTracking.Api.Http;

/// <summary>The views, for operators: their positions, and rebuilds.</summary>
internal static class ViewRoutes
{
    private const string All = "all";

    public static void MapViews(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Operations");
        group.MapGet("/views", States)
            .WithSummary("Each view's position and its last rebuild; how far the views are behind the log, and what stops them.");
        group.MapPost("/views/rebuild", async (HttpContext context, IViewStore store, ActRecord acts) =>
                await Rebuild(null, context, store, acts))
            .WithSummary("Rebuilds every view beside the live ones.").RunsOnce();
        group.MapPost("/views/{view}/rebuild", async Task<Results<Accepted<Page<ViewState>>, Problem>> (
                string view, HttpContext context, IViewStore store, ActRecord acts) =>
            {
                if (view == All) return await Rebuild(null, context, store, acts);
                var states = await store.States(context.RequestAborted);
                return states.FirstOrDefault(state => state.View.Equals(view, StringComparison.OrdinalIgnoreCase)) is { } known
                    ? await Rebuild(known.View, context, store, acts)
                    : new Problem(404, "unknown-view", $"There is no view '{view}'.", "view",
                        string.Join(", ", states.Select(state => state.View)));
            })
            .WithSummary("Rebuilds one view beside the live one.").Problems(404).RunsOnce();
    }

    private static async Task<Ok<ViewStates>> States(
        IViewStore store, IViewPosition position, UnreadableFinder finder, CancellationToken cancellationToken)
    {
        var now = await position.Now(cancellationToken);
        var unreadable = await finder.Find(now, cancellationToken);
        return TypedResults.Ok(new ViewStates(await store.States(cancellationToken), null, now.Position, now.LagMs,
            [.. unreadable.Select(UnreadableShape.Of)]));
    }

    private static async Task<Accepted<Page<ViewState>>> Rebuild(string? view, HttpContext context, IViewStore store, ActRecord acts)
    {
        await acts.Note(context, ActKind.RebuildRequested, view ?? All);
        await store.RequestRebuild(view, context.RequestAborted);
        return TypedResults.Accepted((string?)null, Page.All(await store.States(context.RequestAborted)));
    }
}
