using OrderTracking.Application.Access;

namespace OrderTracking.Api.Access;

/// <summary>Somebody who was let in to a route, and what he may see there.</summary>
/// <param name="Author">What he may record; nothing, where the route is not for recording.</param>
internal sealed record Admission(Caller Caller, Sight Sight, Author Author);

internal static class Admissions
{
    /// <summary>Who was let in to this request.</summary>
    /// <exception cref="InvalidOperationException">Nobody was: the route is open to all, or not behind the doors.</exception>
    public static Admission Admission(this HttpContext context) =>
        context.Features.Get<Admission>() ?? throw new InvalidOperationException("Nobody was let in to this request.");
}
