using System.Threading.RateLimiting;

namespace OrderTracking.Api.Access;

/// <summary>Keeps one caller from taking what others need: by how many requests he makes, and by how many are under way at once.</summary>
internal sealed class LimitsPerCaller(CallLimits limits) : IDisposable
{
    private readonly Rate ordinary = new("caller", limits.Burst, TimeSpan.FromSeconds(1.0 / limits.Rate));
    private readonly Rate tracking = new("tracking", limits.Tracks, TimeSpan.FromMinutes(1.0 / limits.Tracks));
    private readonly PartitionedRateLimiter<(Who Who, Load Load)> atOnce = PartitionedRateLimiter.Create<(Who, Load Load), (Who, Load)>(
        who => RateLimitPartition.GetConcurrencyLimiter(who, _ => AtOnce(limits, who.Load)));

    public async Task Run(HttpContext context, RequestDelegate next)
    {
        var load = Loads.Of(context);
        if (load == Load.Unlimited)
        {
            await next(context);
            return;
        }
        var who = load == Load.Tracking ? Who.At(context) : Who.Of(context);
        if (!(load == Load.Tracking ? tracking : ordinary).Take(context, who, out var retryAfter))
        {
            await TooMuch.TooManyRequests(context, retryAfter);
            return;
        }
        // Whoever tracks is nobody in particular: all of them share.
        using var place = await atOnce.AcquireAsync((load == Load.Tracking ? default : who, load), 1, context.RequestAborted);
        if (place.IsAcquired)
        {
            context.Features.Set(place);
            await next(context);
        }
        else await TooMuch.TooManyAtOnce(context);
    }

    /// <summary>
    /// Gives the request's place to the caller's next, once all that it takes from the database is read and something else is
    /// waited for.
    /// </summary>
    public static void HasRead(HttpContext context) => context.Features.Get<RateLimitLease>()?.Dispose();

    public void Dispose()
    {
        ordinary.Dispose();
        tracking.Dispose();
        atOnce.Dispose();
    }

    private static ConcurrencyLimiterOptions AtOnce(CallLimits limits, Load load) => load switch
    {
        Load.Batches => new() { PermitLimit = limits.Batches, QueueLimit = limits.BatchesWaiting },
        Load.Posts => new() { PermitLimit = limits.Posts, QueueLimit = 0 },
        Load.Tracking => new() { PermitLimit = limits.TracksAtOnce, QueueLimit = limits.ReadsWaiting },
        _ => new() { PermitLimit = limits.Reads, QueueLimit = limits.ReadsWaiting },
    };
}
