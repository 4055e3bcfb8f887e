using OrderTracking.Application.Access;

namespace OrderTracking.Api.Access;

/// <summary>An authorized caller, and what the caller may see on this route.</summary>
/// <param name="Author">What the caller may record; nothing, where the route does not record.</param>
internal sealed record CallerContext(Caller Caller, AccessScope Scope, Author Author);

internal static class CallerContextFeature
{
    /// <summary>The caller who was authorized for this request.</summary>
    /// <exception cref="InvalidOperationException">The route is open to all, or was not authorized.</exception>
    public static CallerContext CallerContext(this HttpContext context) =>
        context.Features.Get<CallerContext>() ?? throw new InvalidOperationException("No caller was authorized for this request.");
}
