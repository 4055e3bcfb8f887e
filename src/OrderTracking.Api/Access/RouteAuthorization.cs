using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using OrderTracking.Application.Access;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Reference;
using OrderTracking.Domain.Reference;

namespace OrderTracking.Api.Access;

/// <summary>Hands the <see cref="Policy"/> to the framework's authorization: the only place where callers are let in.</summary>
internal static class RouteAuthorization
{
    private static readonly AllowAnonymousAttribute Open = new();

    public static void AddRouteAuthorization(this IServiceCollection services)
    {
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

    /// <summary>Checks that every endpoint has a row in the policy.</summary>
    /// <exception cref="InvalidOperationException">An endpoint has none.</exception>
    public static void Check(IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
            if (Policy.Of(endpoint.RoutePattern, endpoint.Metadata) is null)
                throw new InvalidOperationException($"No policy says who may use {endpoint.DisplayName}.");
    }
}

/// <summary>The caller has a right to the route.</summary>
/// <param name="Row">The route's row in the policy; null if it has none, so that nobody has a right to it.</param>
internal sealed record RouteRequirement(RoutePolicy? Row) : IAuthorizationRequirement;

/// <summary>Decides whether a caller has a right to a route, and what the caller may see and record there.</summary>
/// <param name="readOnly">Registered on a node that only reads, and so cannot record who looked at persons.</param>
internal sealed class RouteAuthorizationHandler(ReferenceDataCache data, OffWaySightings offWay, TimeProvider clock,
    ReadOnlyNode? readOnly = null)
    : AuthorizationHandler<RouteRequirement>
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
        if (await Admit(CallerClaims.Read(context.User), row, http.RequestAborted) is not { } callerContext) return;
        http.Features.Set(callerContext);
        context.Succeed(requirement);
    }

    /// <summary>The caller's context on a route; null if the caller has no right to it.</summary>
    private async ValueTask<CallerContext?> Admit(Caller caller, RoutePolicy policy, CancellationToken cancellationToken)
    {
        List<string>? accounts = null, stations = null, customerAccounts = null;
        IReadOnlyList<AccountAtStation>? parts = null;
        var all = false;
        var permissions = new List<RecordingPermission>();
        foreach (var role in caller.Roles)
        {
            var permission = policy.Of(role);
            if (permission == RoutePermission.No) continue;
            var types = Policy.EventTypes.GetValueOrDefault(role);
            switch (role)
            {
                case Role.Dispatcher or Role.BranchSystem when permission == RoutePermission.Own && !caller.IsEverywhere:
                    (stations ??= []).AddRange(caller.Stations);
                    permissions.Add(new(types, caller.Stations));
                    break;
                case Role.AccountManager when permission == RoutePermission.Own:
                    var (reference, now) = (await data.Now(cancellationToken), clock.GetUtcNow());
                    var managed = reference.AccountsOf(caller.Handle, now);
                    (accounts ??= []).AddRange(managed);
                    if (reference.PartsOf(caller.Handle, now) is { Count: > 0 } some) parts = some;
                    permissions.Add(new(types, null, managed, parts));
                    break;
                case Role.Customer when permission == RoutePermission.Own:
                    (customerAccounts ??= []).AddRange(caller.Accounts);
                    break;
                default:
                    all = true;
                    if (role is Role.Dispatcher or Role.BranchSystem or Role.Supervisor) permissions.Add(new(types, null));
                    break;
            }
        }
        if (!all && accounts is null && stations is null && customerAccounts is null) return null;
        var scope = all ? AccessScope.Everything
            : new AccessScope(accounts, stations, customerAccounts, stations is not null && offWay.IsOver(caller.Subject), parts);
        if (readOnly is not null) scope = scope with { AtMost = Disclosure.Masked };
        return new(caller, scope, new Author(caller, scope, permissions));
    }
}
