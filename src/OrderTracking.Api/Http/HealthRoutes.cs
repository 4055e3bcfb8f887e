using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;

namespace OrderTracking.Api.Http;

/// <summary>Whether the process is alive, and whether it can serve.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapGet("/live", () => TypedResults.Ok(new Liveness("alive")))
            .WithSummary("The process is alive.").Weighs(RequestCost.Unlimited);
        group.MapGet("/ready", Ready)
            .WithSummary("The service can serve; at most a second old.")
            .WithDescription("degraded: an event in the log cannot be read, the last check found views that are not what the log says, or "
                + "the transparency log is not signed any more. What does not depend on it is served and recorded all the same, so the "
                + "answer is 200.")
            .Problems(503).Weighs(RequestCost.Unlimited);
    }

    private static async Task<Results<Ok<Readiness>, Problem>> Ready(
        ReadinessCheck check, Draining draining, HttpResponse response, CancellationToken cancellationToken)
    {
        if (draining.HasBegun) return new Problem(503, "stopping", "This node is stopping; ask another one.");
        var (readiness, problem) = await check.Now(cancellationToken);
        if (readiness is not null) return TypedResults.Ok(readiness);
        response.Headers.RetryAfter = "1";
        return problem!;
    }
}
