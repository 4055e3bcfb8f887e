using System.Globalization;
using System.Threading.RateLimiting;
using OrderTracking.Application.Access;

namespace OrderTracking.Api.Access;

/// <summary>
/// Limits each caller's requests in a time, and reports it in the headers of draft-ietf-httpapi-ratelimit-headers. The framework drops
/// the state of callers who have been idle until their burst was full again.
/// </summary>
internal sealed class RateLimit(string name, int burst, TimeSpan perRequest) : IDisposable
{
    private readonly PartitionedRateLimiter<ClientKey> buckets =
        PartitionedRateLimiter.Create<ClientKey, ClientKey>(client => RateLimitPartition.GetTokenBucketLimiter(
        client, _ => new() { TokenLimit = burst, TokensPerPeriod = 1, ReplenishmentPeriod = perRequest, QueueLimit = 0,
            AutoReplenishment = false }));

    private readonly string policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={burst};w={Seconds(burst * perRequest)}");

    /// <summary>Takes one of the caller's requests, or as many as given; false if fewer are left.</summary>
    /// <param name="retryAfter">When they will be available, if fewer are left.</param>
    public bool Take(HttpContext context, ClientKey client, out TimeSpan retryAfter, int count = 1)
    {
        using var taken = buckets.AttemptAcquire(client, count);
        var left = buckets.GetStatistics(client)?.CurrentAvailablePermits ?? 0;
        var told = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={Seconds((burst - left) * perRequest)}");
        // Set just before the response starts, because middleware that replaces an answer clears the headers.
        context.Response.OnStarting(static state =>
        {
            var (context, policy, told) = ((HttpContext, string, string))state;
            context.Response.Headers.Append("RateLimit-Policy", policy);
            context.Response.Headers.Append("RateLimit", told);
            return Task.CompletedTask;
        }, (context, policy, told));
        retryAfter = taken.IsAcquired ? default : taken.RetryAfter();
        return taken.IsAcquired;
    }

    public void Dispose() => buckets.Dispose();

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);
}

/// <summary>Whose requests are counted together: an authenticated caller's, or an address's.</summary>
internal readonly record struct ClientKey(bool IsKnown, string Name)
{
    public static ClientKey Of(HttpContext context) => context.Features.Get<CallerContext>() is { } callerContext
        ? new(true, callerContext.Caller.Subject)
        // A caller who was refused has no context.
        : context.User.Identity is { IsAuthenticated: true } ? new(true, CallerClaims.Read(context.User).Subject) : At(context);

    /// <summary>The address, even of an authenticated caller.</summary>
    public static ClientKey At(HttpContext context) => new(false, ClientAddress.Of(context));
}
