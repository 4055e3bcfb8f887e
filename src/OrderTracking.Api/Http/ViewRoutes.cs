using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>The views, for operators: their positions, and rebuilds.</summary>
internal static class ViewRoutes
{
    private const string All = "all";

    public static void MapViews(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Operations");
        group.MapGet("/views", async (IViewStore store, CancellationToken cancellationToken) =>
                TypedResults.Ok(Page.All(await store.States(cancellationToken))))
            .WithSummary("Each view's position, and its last rebuild.");
        group.MapPost("/views/rebuild", async (IViewStore store, CancellationToken cancellationToken) =>
                await Rebuild(null, store, cancellationToken))
            .WithSummary("Rebuilds every view beside the live ones.").RunsOnce();
        group.MapPost("/views/{view}/rebuild", async Task<Results<Accepted<Page<ViewState>>, Problem>> (
                string view, IViewStore store, CancellationToken cancellationToken) =>
            {
                if (view == All) return await Rebuild(null, store, cancellationToken);
                var states = await store.States(cancellationToken);
                return states.FirstOrDefault(state => state.View.Equals(view, StringComparison.OrdinalIgnoreCase)) is { } known
                    ? await Rebuild(known.View, store, cancellationToken)
                    : new Problem(404, "unknown-view", $"There is no view '{view}'.", "view",
                        string.Join(", ", states.Select(state => state.View)));
            })
            .WithSummary("Rebuilds one view beside the live one.").Problems(404).RunsOnce();
    }

    private static async Task<Accepted<Page<ViewState>>> Rebuild(string? view, IViewStore store, CancellationToken cancellationToken)
    {
        await store.RequestRebuild(view, cancellationToken);
        return TypedResults.Accepted((string?)null, Page.All(await store.States(cancellationToken)));
    }
}
