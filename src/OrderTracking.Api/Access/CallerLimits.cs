using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace OrderTracking.Api.Access;

/// <summary>
/// Limits each caller's requests a second, and how many are under way at once, so that others are served too. A request that the policy
/// refuses costs its part of the rate as well.
/// </summary>
internal sealed class CallerLimits(LimitSettings limits) : IAuthorizationMiddlewareResultHandler, IDisposable
{
    private readonly AuthorizationMiddlewareResultHandler authorization = new();
    private readonly RateLimit ordinary = new("caller", limits.Burst, TimeSpan.FromSeconds(1.0 / limits.Rate));
    private readonly RateLimit events = new("events", limits.EventBurst, TimeSpan.FromSeconds(1.0 / limits.EventRate));
    private readonly RateLimit tracking = new("tracking", limits.Tracks, TimeSpan.FromMinutes(1.0 / limits.Tracks));
    private readonly PartitionedRateLimiter<(ClientKey Who, RequestCost Load)> atOnce =
        PartitionedRateLimiter.Create<(ClientKey, RequestCost Load), (ClientKey, RequestCost)>(
        who => RateLimitPartition.GetConcurrencyLimiter(who, _ => AtOnce(limits, who.Load)));

    public async Task Run(HttpContext context, RequestDelegate next)
    {
        var cost = RequestCosts.Of(context);
        if (cost == RequestCost.Unlimited)
        {
            await next(context);
            return;
        }
        var client = cost == RequestCost.Tracking ? ClientKey.At(context) : ClientKey.Of(context);
        if (!(cost == RequestCost.Tracking ? tracking : ordinary).Take(context, client, out var retryAfter))
        {
            await ThrottlingResponses.TooManyRequests(context, retryAfter);
            return;
        }
        // Public tracking is anonymous: all its requests share one limit of concurrency.
        using var place = await atOnce.AcquireAsync((cost == RequestCost.Tracking ? default : client, cost), 1, context.RequestAborted);
        if (place.IsAcquired)
        {
            context.Features.Set(place);
            await next(context);
        }
        else await ThrottlingResponses.TooManyAtOnce(context);
    }

    /// <summary>Takes the events of an array from the caller's rate; false if there are too many for now.</summary>
    public bool TakeEvents(HttpContext context, int count, out TimeSpan retryAfter)
    {
        retryAfter = default;
        return count == 1 || events.Take(context, ClientKey.Of(context), out retryAfter, count);
    }

    /// <summary>Refused requests end here: they get no further than authorization, and <see cref="Run"/> comes behind it.</summary>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded || ordinary.Take(context, ClientKey.Of(context), out var retryAfter)
            ? authorization.HandleAsync(next, context, policy, authorizeResult)
            : ThrottlingResponses.TooManyRequests(context, retryAfter);

    /// <summary>
    /// Releases the request's place once it has read all that it needs from the database, so that the caller's next request need not
    /// wait until this one is answered.
    /// </summary>
    public static void HasRead(HttpContext context) => context.Features.Get<RateLimitLease>()?.Dispose();

    public void Dispose()
    {
        ordinary.Dispose();
        events.Dispose();
        tracking.Dispose();
        atOnce.Dispose();
    }

    private static ConcurrencyLimiterOptions AtOnce(LimitSettings limits, RequestCost cost) => cost switch
    {
        RequestCost.Batches => new() { PermitLimit = limits.Batches, QueueLimit = limits.BatchesWaiting },
        RequestCost.Posts => new() { PermitLimit = limits.Posts, QueueLimit = 0 },
        RequestCost.Feeds => new() { PermitLimit = limits.Feeds, QueueLimit = 0 },
        RequestCost.Tracking => new() { PermitLimit = limits.TracksAtOnce, QueueLimit = limits.ReadsWaiting },
        _ => new() { PermitLimit = limits.Reads, QueueLimit = limits.ReadsWaiting },
    };
}
