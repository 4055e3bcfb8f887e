using System.Threading.RateLimiting;

namespace OrderTracking.Api.Access;

/// <summary>
/// Counts failed sign-ins by client address, and those with a wrong secret of an existing key by address and key. Many people and
/// programs may share an address, so nobody is locked out: valid credentials are accepted whatever else comes from there. Beyond the
/// limit, wrong ones are answered with when to try again, and credentials of the address are checked one at a time, so that it takes at
/// most one processor or one database connection with them.
/// </summary>
internal sealed class FailedSignInLimit(LimitSettings limits) : IDisposable
{
    private readonly PartitionedRateLimiter<(string Address, string? Key)> failures =
        PartitionedRateLimiter.Create<(string, string?), (string, string?)>(from => RateLimitPartition.GetFixedWindowLimiter(
        from, _ => new() { PermitLimit = limits.Guesses, Window = TimeSpan.FromMinutes(1), QueueLimit = 0, AutoReplenishment = false }));

    private readonly PartitionedRateLimiter<string> turns = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetConcurrencyLimiter(address, _ => new() { PermitLimit = 1, QueueLimit = int.MaxValue }));

    /// <summary>Waits until a credential of the address may be checked; to be disposed when it was.</summary>
    public async ValueTask<IDisposable?> Turn(string address, CancellationToken cancellationToken)
    {
        // Acquires zero permits: only asks whether any are left.
        using var look = failures.AttemptAcquire((address, null), 0);
        return look.IsAcquired ? null : await turns.AcquireAsync(address, 1, cancellationToken);
    }

    /// <summary>Counts a failed sign-in; false if it is one more than the limit allows.</summary>
    /// <param name="key">The id of the key that exists and has another secret, if it is one.</param>
    public bool Count(string address, string? key, out TimeSpan retryAfter)
    {
        using var taken = failures.AttemptAcquire((address, key));
        retryAfter = taken.IsAcquired ? default : taken.RetryAfter();
        return taken.IsAcquired;
    }

    public void Dispose()
    {
        failures.Dispose();
        turns.Dispose();
    }
}
