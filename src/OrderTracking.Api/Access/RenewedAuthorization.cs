using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using OrderTracking.Application.Access;

namespace OrderTracking.Api.Access;

/// <summary>
/// Authenticates and authorizes the caller of a long answer anew, as if the request were sent again: a token may have expired meanwhile, a
/// key may be revoked, an account may have another manager.
/// </summary>
internal sealed partial class RenewedAuthorization(
    IPolicyEvaluator evaluator, IServiceScopeFactory scopes, ILogger<RenewedAuthorization> logger)
{
    /// <summary>What the caller may see now; null when the caller has no right to the route, or that cannot be found out.</summary>
    public async Task<CallerContext?> Renew(HttpContext context)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            // The framework authenticates a request once. This one has the credentials of the other, and an answer that nobody sees.
            var again = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            again.Request.Headers.Authorization = context.Request.Headers.Authorization;
            again.Request.Headers.Cookie = context.Request.Headers.Cookie;
            again.Connection.RemoteIpAddress = context.Connection.RemoteIpAddress;
            again.SetEndpoint(context.GetEndpoint());
            var policy = context.GetEndpoint()!.Metadata.GetRequiredMetadata<AuthorizationPolicy>();
            var authenticated = await evaluator.AuthenticateAsync(policy, again);
            var authorized = await evaluator.AuthorizeAsync(policy, authenticated, again, again);
            return authorized.Succeeded ? again.CallerContext() : null;
        }
#pragma warning disable CA1031 // Whoever cannot be checked is shown nothing more; opened again, the request is answered with what is wrong.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(fault);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rights of a caller could not be checked anew; the answer is ended")]
    private partial void LogFault(Exception fault);
}
