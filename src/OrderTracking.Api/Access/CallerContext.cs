using OrderTracking.Application.Access;

namespace OrderTracking.Api.Access;

internal static class CallerContextFeature
{
    /// <summary>The caller who was authorized for this request.</summary>
    /// <exception cref="InvalidOperationException">The route is open to all, or was not authorized.</exception>
    public static CallerContext CallerContext(this HttpContext context) =>
        context.Features.Get<CallerContext>() ?? throw new InvalidOperationException("No caller was authorized for this request.");
}
