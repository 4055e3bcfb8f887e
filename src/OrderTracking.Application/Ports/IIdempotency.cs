namespace OrderTracking.Application.Ports;

/// <summary>What a request with a key that tells it from others has to expect.</summary>
public enum ClaimStatus
{
    /// <summary>It is the first: to be run.</summary>
    Mine,

    /// <summary>The first one is still under way.</summary>
    InFlight,

    /// <summary>The first one was another request.</summary>
    Reused,

    /// <summary>The first one was answered: so is this one, with the same.</summary>
    Answered,
}

/// <param name="Run">Of a first one: what to keep its answer by.</param>
/// <param name="Answer">Of one that was answered: as it was kept.</param>
public sealed record Claim(ClaimStatus Status, Guid Run, byte[]? Answer);

/// <summary>Requests that are run once, however often they are sent within a day.</summary>
public interface IIdempotency
{
    /// <param name="key">Tells the request from others.</param>
    /// <param name="request">What it asks for, as a hash.</param>
    Task<Claim> Claim(byte[] key, byte[] request, CancellationToken cancellationToken);

    /// <summary>Keeps a run's answer, unless another run has taken over meanwhile.</summary>
    Task Keep(byte[] key, Guid run, byte[] answer, CancellationToken cancellationToken);

    /// <summary>Forgets a run that failed: the same request may be run again.</summary>
    Task Release(byte[] key, Guid run, CancellationToken cancellationToken);
}
