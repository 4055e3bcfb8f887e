using Microsoft.AspNetCore.Http.Metadata;
using OrderTracking.Api.Protocol;

namespace OrderTracking.Api.Http;

/// <summary>Marks a route that requires an Idempotency-Key.</summary>
internal sealed class IdempotentRoute
{
    public static readonly IdempotentRoute Mark = new();
}

internal static class IdempotentRoutes
{
    /// <summary>Requires an Idempotency-Key. To be called last: it documents statuses that the route has not documented.</summary>
    public static IEndpointConventionBuilder RunsOnce(this IEndpointConventionBuilder route)
    {
        route.Add(endpoint =>
        {
            endpoint.Metadata.Add(IdempotentRoute.Mark);
            var known = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(answer => answer.StatusCode).ToHashSet();
            foreach (var status in (int[])[400, 409, 413, 422])
                if (known.Add(status))
                    endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemAnswer), ["application/problem+json"]));
        });
        return route;
    }
}
