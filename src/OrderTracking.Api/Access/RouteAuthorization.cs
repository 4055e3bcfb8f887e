using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace OrderTracking.Api.Access;

/// <summary>Hands the <see cref="Policy"/> to the framework's authorization: the only place where callers are let in.</summary>
internal static class RouteAuthorization
{
    private static readonly AllowAnonymousAttribute Open = new();

    public static void AddRouteAuthorization(this IServiceCollection services)
    {
        services.AddSingleton<RouteAdmission>();
        services.AddSingleton<IAuthorizationHandler, RouteAuthorizationHandler>();
        // The framework makes these two and all that they need anew for each request, though none of it keeps anything of a request.
        services.AddSingleton<IPolicyEvaluator, PolicyEvaluator>();
        services.AddSingleton<IAuthorizationService, DefaultAuthorizationService>();
        // It names no scheme: open routes get it too, and must not authenticate.
        services.AddAuthorization(options => options.FallbackPolicy = new([new RouteRequirement(null)], []));
    }

    /// <summary>Gives each route of a group what its row in the policy says; a route without a row is left to the fallback.</summary>
    public static RouteGroupBuilder WithRoutePolicies(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(endpoint =>
        {
            if (endpoint is not RouteEndpointBuilder route || Policy.Of(route.RoutePattern, route.Metadata) is not { } row) return;
            route.Metadata.Add(row.IsOpen
                ? Open : new AuthorizationPolicy([new RouteRequirement(row)],
                    [row.IsPage ? CallerAuthentication.Session : CallerAuthentication.Credential]));
        });
        return routes;
    }

    /// <summary>
    /// Checks that every endpoint has a row in the policy, and keeps the endpoints as they are: none can be mapped afterwards.
    /// </summary>
    /// <remarks>
    /// A source makes its endpoints and compiles their handlers each time that it is asked, and routing and authorization ask again: that
    /// was a quarter of what the start of a node cost.
    /// </remarks>
    /// <exception cref="InvalidOperationException">An endpoint has none.</exception>
    public static void Check(IEndpointRouteBuilder routes)
    {
        List<Endpoint> endpoints = [.. routes.DataSources.SelectMany(source => source.Endpoints)];
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
            if (Policy.Of(endpoint.RoutePattern, endpoint.Metadata) is null)
                throw new InvalidOperationException($"No policy says who may use {endpoint.DisplayName}.");
        routes.DataSources.Clear();
        routes.DataSources.Add(new DefaultEndpointDataSource(endpoints));
    }
}

/// <summary>The caller has a right to the route.</summary>
/// <param name="Row">The route's row in the policy; null if it has none, so that nobody has a right to it.</param>
internal sealed record RouteRequirement(RoutePolicy? Row) : IAuthorizationRequirement;

/// <summary>Decides whether a caller has a right to a route, and what the caller may see and record there.</summary>
internal sealed class RouteAuthorizationHandler(RouteAdmission admission) : AuthorizationHandler<RouteRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RouteRequirement requirement)
    {
        if (context.Resource is not HttpContext http) return;
        if (requirement.Row is not { } row)
        {
            // Without a route there is nothing to protect: routing answers that a path, a method or a content type is not served.
            if (http.GetEndpoint() is not RouteEndpoint) context.Succeed(requirement);
            return;
        }
        if (context.User.Identity is not { IsAuthenticated: true }) return;
        if (await admission.Admit(CallerClaims.Read(context.User), row, http.RequestAborted) is not { } callerContext) return;
        http.Features.Set(callerContext);
        context.Succeed(requirement);
    }
}
