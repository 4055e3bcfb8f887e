using Npgsql;
using OrderTracking.Api.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>Is the process alive; can it serve, and how far behind are its views.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var (store, position) = (routes.ServiceProvider.GetRequiredService<IViewStore>(), routes.ServiceProvider.GetRequiredService<IViewPosition>());
        routes.MapGet("/health/live", (RequestDelegate)(context => Results.Ok(new Liveness("alive")).ExecuteAsync(context)))
            .WithSummary("The process is alive.").Weighs(Load.Unlimited).Answers(200, typeof(Liveness));
        routes.MapGet("/health/ready", (RequestDelegate)(context => Ready(context, store, position)))
            .WithSummary("The service can serve; how far each view is behind the log.").Weighs(Load.Unlimited).Answers(200, typeof(Readiness), 503);
    }

    private static async Task Ready(HttpContext context, IViewStore store, IViewPosition position)
    {
        try
        {
            var now = await position.Now(context.RequestAborted);
            var views = await store.States(context.RequestAborted);
            await Results.Ok(new Readiness("ready", now.Position, now.LagMs, [.. views.Select(view => new ViewReadiness(view.View, view.Position, view.Rebuilding))])).ExecuteAsync(context);
        }
        catch (NpgsqlException)
        {
            context.Response.Headers.RetryAfter = "1";
            await new Problem(503, "store-unavailable", "The database does not answer.").ExecuteAsync(context);
        }
    }
}

public sealed record Liveness(string Status);

public sealed record Readiness(string Status, long Position, long LagMs, IReadOnlyList<ViewReadiness> Views);

public sealed record ViewReadiness(string View, long Position, bool Rebuilding);
