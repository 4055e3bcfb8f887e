using System.Net;
using System.Threading.RateLimiting;

namespace OrderTracking.Api.Access;

/// <summary>
/// Counts failed sign-ins by client address. An address over the limit is refused before its credentials are checked, so it neither
/// learns whether they are valid nor costs the check.
/// </summary>
internal sealed class FailedSignInLimit(LimitSettings limits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> failures =
        PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(
        address, _ => new() { PermitLimit = limits.Guesses, Window = TimeSpan.FromMinutes(1), QueueLimit = 0, AutoReplenishment = false }));

    public bool IsOver(IPAddress? address, out TimeSpan retryAfter)
    {
        // Acquires zero permits: only asks whether any are left.
        using var look = failures.AttemptAcquire(ClientAddress.Of(address), 0);
        retryAfter = look.IsAcquired ? default : look.RetryAfter();
        return !look.IsAcquired;
    }

    public void Failed(IPAddress? address) => failures.AttemptAcquire(ClientAddress.Of(address)).Dispose();

    public void Dispose() => failures.Dispose();
}
