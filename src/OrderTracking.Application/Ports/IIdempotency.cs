namespace OrderTracking.Application.Ports;

/// <summary>What to do with a request that has an idempotency key.</summary>
public enum IdempotencyClaimStatus
{
    /// <summary>It is the first with its key: run it.</summary>
    Mine,

    /// <summary>The first request with this key is still running.</summary>
    InFlight,

    /// <summary>The key was used for another request.</summary>
    Reused,

    /// <summary>The first request was answered: give the same answer.</summary>
    Answered,
}

/// <param name="Run">With <see cref="IdempotencyClaimStatus.Mine"/>: the id under which to keep the answer.</param>
/// <param name="Answer">With <see cref="IdempotencyClaimStatus.Answered"/>: the kept answer.</param>
public sealed record IdempotencyClaim(IdempotencyClaimStatus Status, Guid Run, byte[]? Answer);

/// <summary>Runs a request once, however often it is sent within a day.</summary>
public interface IIdempotency
{
    /// <param name="key">The name of the idempotency key.</param>
    /// <param name="request">A hash of what is requested.</param>
    Task<IdempotencyClaim> Claim(byte[] key, byte[] request, CancellationToken cancellationToken);

    /// <summary>Keeps a run's answer, unless another run has taken over the key.</summary>
    Task Keep(byte[] key, Guid run, byte[] answer, CancellationToken cancellationToken);

    /// <summary>Forgets a run that failed, so that the same request can run again.</summary>
    Task Release(byte[] key, Guid run, CancellationToken cancellationToken);
}
