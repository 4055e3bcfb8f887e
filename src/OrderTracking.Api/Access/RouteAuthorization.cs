using OrderTracking.Api.Http;
using OrderTracking.Application.Access;
using OrderTracking.Application.Reference;

namespace OrderTracking.Api.Access;

/// <summary>Authorizes callers for routes by the <see cref="Policy"/>: the only place where that is decided.</summary>
internal sealed partial class RouteAuthorization(
    RequestDelegate next, CallerAuthentication authentication, ReferenceDataCache data, TimeProvider clock,
    ILogger<RouteAuthorization> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Other endpoints are made by routing, to answer that a method or a content type is not supported.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context);
            return;
        }
        var policy = Policy.Of(endpoint)
            ?? throw new InvalidOperationException($"No policy says who may use {endpoint.RoutePattern.RawText}.");
        if (policy.IsOpen)
        {
            await next(context);
            return;
        }
        var (caller, wrong, retryAfter) = await authentication.Identify(context);
        if (retryAfter is { } pause) await ThrottlingResponses.TooManyRequests(context, pause);
        else if (caller is null)
        {
            if (wrong is not null) LogNotBelieved(context.Request.Method, endpoint.RoutePattern.RawText, wrong);
            await Unidentified(context, wrong).ExecuteAsync(context);
        }
        else if (await Admit(caller, policy, context.RequestAborted) is { } callerContext)
        {
            context.Features.Set(callerContext);
            await next(context);
        }
        else
        {
            LogNotAllowed(caller.Subject, context.Request.Method, endpoint.RoutePattern.RawText);
            var roles = string.Join(", ", caller.Roles.Select(role => ResponseJson.Name(role)));
            await new Problem(403, "forbidden", $"{policy.Route} is not for {(roles.Length == 0 ? "callers without a role" : roles)}.")
                .ExecuteAsync(context);
        }
    }

    /// <summary>Checks that every endpoint has a row in the policy.</summary>
    /// <exception cref="InvalidOperationException">An endpoint has none.</exception>
    public static void Check(IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
            if (Policy.Of(endpoint) is null) throw new InvalidOperationException($"No policy says who may use {endpoint.DisplayName}.");
    }

    /// <summary>The caller's context on a route; null if the caller has no right to it.</summary>
    private async ValueTask<CallerContext?> Admit(Caller caller, RoutePolicy policy, CancellationToken cancellationToken)
    {
        List<string>? accounts = null, stations = null;
        var (all, masked) = (false, true);
        var permissions = new List<RecordingPermission>();
        foreach (var role in caller.Roles)
        {
            var permission = policy.Of(role);
            if (permission == RoutePermission.No) continue;
            masked &= role == Role.Customer;
            var types = Policy.EventTypes.GetValueOrDefault(role);
            switch (role)
            {
                case Role.Dispatcher or Role.BranchSystem when permission == RoutePermission.Own && !caller.IsEverywhere:
                    (stations ??= []).AddRange(caller.Stations);
                    permissions.Add(new(types, caller.Stations));
                    break;
                case Role.AccountManager when permission == RoutePermission.Own:
                    var managed = (await data.Now(cancellationToken)).AccountsOf(caller.Handle, clock.GetUtcNow());
                    (accounts ??= []).AddRange(managed);
                    permissions.Add(new(types, null, managed));
                    break;
                case Role.Customer when permission == RoutePermission.Own:
                    (accounts ??= []).AddRange(caller.Accounts);
                    break;
                default:
                    all = true;
                    if (role is Role.Dispatcher or Role.BranchSystem) permissions.Add(new(types, null));
                    break;
            }
        }
        if (!all && accounts is null && stations is null) return null;
        var scope = all ? AccessScope.Everything with { IsMasked = masked } : new AccessScope(accounts, stations, masked);
        return new(caller, scope, new Author(caller, scope, permissions));
    }

    private static Problem Unidentified(HttpContext context, string? wrong)
    {
        context.Response.Headers.WWWAuthenticate = wrong is null
            ? "Bearer realm=\"ordertracking\""
            : $"Bearer realm=\"ordertracking\", error=\"invalid_token\", error_description=\"{wrong}\"";
        return wrong is null
            ? new(401, "unauthenticated", "Say who you are: Authorization: Bearer, then a token or an API key.", "Authorization",
                "a bearer token or an API key")
            : new(401, "invalid-token", $"Not believed: {wrong}.", "Authorization", "a bearer token or an API key");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Route}: not authenticated, {Reason}")]
    private partial void LogNotBelieved(string method, string? route, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Subject} has no right to {Method} {Route}")]
    private partial void LogNotAllowed(string subject, string method, string? route);
}
