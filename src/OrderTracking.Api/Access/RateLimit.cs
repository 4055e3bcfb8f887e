using System.Globalization;
using System.Threading.RateLimiting;

namespace OrderTracking.Api.Access;

/// <summary>
/// So many requests of each caller in a time, told in the headers of draft-ietf-httpapi-ratelimit-headers. Who has not called for a
/// while, and has his whole burst again, is forgotten by the framework.
/// </summary>
internal sealed class RateLimit(string name, int burst, TimeSpan perRequest) : IDisposable
{
    private readonly PartitionedRateLimiter<ClientKey> buckets = PartitionedRateLimiter.Create<ClientKey, ClientKey>(client => RateLimitPartition.GetTokenBucketLimiter(
        client, _ => new() { TokenLimit = burst, TokensPerPeriod = 1, ReplenishmentPeriod = perRequest, QueueLimit = 0, AutoReplenishment = false }));

    private readonly string policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={burst};w={Seconds(burst * perRequest)}");

    /// <summary>Takes one of the caller's requests.</summary>
    /// <param name="retryAfter">When there will be another, if there was none.</param>
    public bool Take(HttpContext context, ClientKey client, out TimeSpan retryAfter)
    {
        using var taken = buckets.AttemptAcquire(client);
        var left = buckets.GetStatistics(client)?.CurrentAvailablePermits ?? 0;
        var told = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={Seconds((burst - left) * perRequest)}");
        // At the last moment: what gives up an answer and writes another clears the headers.
        context.Response.OnStarting(static state =>
        {
            var (context, policy, told) = ((HttpContext, string, string))state;
            context.Response.Headers["RateLimit-Policy"] = policy;
            context.Response.Headers["RateLimit"] = told;
            return Task.CompletedTask;
        }, (context, policy, told));
        retryAfter = taken.IsAcquired ? default : taken.RetryAfter();
        return taken.IsAcquired;
    }

    public void Dispose() => buckets.Dispose();

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);
}

/// <summary>Who is limited: a caller who said who he is, or an address.</summary>
internal readonly record struct ClientKey(bool IsKnown, string Name)
{
    public static ClientKey Of(HttpContext context) => context.Features.Get<CallerContext>() is { } callerContext ? new(true, callerContext.Caller.Subject) : At(context);

    /// <summary>The address, whoever it is.</summary>
    public static ClientKey At(HttpContext context) => new(false, ClientAddress.Of(context));
}
