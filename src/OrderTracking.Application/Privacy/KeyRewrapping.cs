using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Privacy;

/// <summary>
/// Wraps the data keys anew, and the secrets of webhooks, that are under another key-encryption key than the current one. What they
/// encrypted stays as it is.
/// </summary>
public sealed partial class KeyRewrapping(
    IPersonKeyStore store, PersonKeys keys, WebhookSecrets webhooks, KeyEncryptionKeys keks, ILogger<KeyRewrapping> logger)
    : ILeaderTask
{
    private const int KeysAtOnce = 1_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    public Task Run(CancellationToken cancellationToken) => Rounds.Repeat(BetweenLooks, async () =>
    {
        var wrapped = await Rewrap(cancellationToken);
        if (wrapped > 0) LogWrapped(wrapped);
    }, LogFault, cancellationToken);

    /// <returns>How many keys were under a former key.</returns>
    /// <exception cref="CryptographicException">One is under a key that this node does not have.</exception>
    public async Task<long> Rewrap(CancellationToken cancellationToken)
    {
        var wrapped = await webhooks.Rewrap(cancellationToken);
        if (await keys.RewrapHashKey(cancellationToken)) wrapped++;
        while (await store.UnderOthers(keks.Current, KeysAtOnce, cancellationToken) is { Count: > 0 } some)
            // Those whose keys were destroyed meanwhile are not replaced, and found again.
            wrapped += (await store.Replace(
                [.. some.Select(each => (each, StreamKeys.Unwrap(each, keks).Wrap(keks)))], destroys: false, cancellationToken)).Count;
        return wrapped;
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Wrapped {Keys} keys of persons and secrets of webhooks anew; none is left under a former key")]
    private partial void LogWrapped(long keys);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The keys of persons and secrets of webhooks could not be wrapped anew; trying again")]
    private partial void LogFault(Exception fault);
}
