using OrderTracking.Application.Access;

namespace OrderTracking.Api.Access;

/// <summary>Somebody who was let in to a route, and what he may see there.</summary>
/// <param name="Author">What he may record; nothing, where the route is not for recording.</param>
internal sealed record CallerContext(Caller Caller, AccessScope Scope, Author Author);

internal static class CallerContextFeature
{
    /// <summary>Who was let in to this request.</summary>
    /// <exception cref="InvalidOperationException">Nobody was: the route is open to all, or not behind the doors.</exception>
    public static CallerContext CallerContext(this HttpContext context) =>
        context.Features.Get<CallerContext>() ?? throw new InvalidOperationException("Nobody was let in to this request.");
}
