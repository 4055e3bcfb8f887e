using OrderTracking.Api.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>The views, for operators: their positions, and rebuilds.</summary>
internal static class ViewRoutes
{
    private const string All = "all";

    public static void MapViews(this IEndpointRouteBuilder routes)
    {
        var store = routes.ServiceProvider.GetRequiredService<IViewStore>();
        routes.MapGet("/v1/views", (RequestDelegate)(async context =>
                await Results.Ok(new Page<ViewState>(await store.States(context.RequestAborted), null)).ExecuteAsync(context)))
            .WithSummary("Each view's position, and its last rebuild.").Answers(200, typeof(Page<ViewState>));
        routes.MapPost("/v1/views/rebuild", (RequestDelegate)(context => Rebuild(context, store, All)))
            .WithSummary("Rebuilds every view beside the live ones.").Answers(202, typeof(Page<ViewState>)).RunsOnce();
        routes.MapPost("/v1/views/{view}/rebuild",
            (RequestDelegate)(context => Rebuild(context, store, (string)context.Request.RouteValues["view"]!)))
            .WithSummary("Rebuilds one view beside the live one.").Answers(202, typeof(Page<ViewState>), 404).RunsOnce();
    }

    private static async Task Rebuild(HttpContext context, IViewStore store, string name)
    {
        var states = await store.States(context.RequestAborted);
        var view = states.FirstOrDefault(state => state.View.Equals(name, StringComparison.OrdinalIgnoreCase))?.View;
        if (view is null && name != All)
        {
            await new Problem(404, "unknown-view", $"There is no view '{name}'.", "view",
                string.Join(", ", states.Select(state => state.View))).ExecuteAsync(context);
            return;
        }
        await store.RequestRebuild(view, context.RequestAborted);
        await Results.Json(new Page<ViewState>(await store.States(context.RequestAborted), null), statusCode: 202).ExecuteAsync(context);
    }
}
