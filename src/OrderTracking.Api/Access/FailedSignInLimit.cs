using System.Net;
using System.Threading.RateLimiting;

namespace OrderTracking.Api.Access;

/// <summary>
/// Counts attempts to be let in that failed, by client address. Whoever has too many is to be turned away before credentials are
/// looked at: neither does it tell him whether they are right, nor does it cost what checking costs.
/// </summary>
internal sealed class FailedSignInLimit(CallLimits limits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> failures = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(
        address, _ => new() { PermitLimit = limits.Guesses, Window = TimeSpan.FromMinutes(1), QueueLimit = 0, AutoReplenishment = false }));

    public bool IsOver(IPAddress? address, out TimeSpan retryAfter)
    {
        // Takes nothing: only looks whether there is any left.
        using var look = failures.AttemptAcquire(ClientAddress.Of(address), 0);
        retryAfter = look.IsAcquired ? default : look.RetryAfter();
        return !look.IsAcquired;
    }

    public void Failed(IPAddress? address) => failures.AttemptAcquire(ClientAddress.Of(address)).Dispose();

    public void Dispose() => failures.Dispose();
}
