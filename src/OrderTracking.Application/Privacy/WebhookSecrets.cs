using System.Security.Cryptography;
using System.Text;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Privacy;

/// <summary>Wraps the secrets of webhooks by the key-encryption keys, and wraps them anew after a change of these.</summary>
public sealed class WebhookSecrets(IWebhooks webhooks, KeyEncryptionKeys keks)
{
    private const int AtOnce = 100;

    public WrappedSecret Wrap(Guid webhook, byte[] secret) => new(keks.Current, keks.Wrap(secret, About(webhook)));

    public bool IsUnderCurrentKey(WrappedSecret secret) => secret.Kek == keks.Current;

    /// <exception cref="CryptographicException">It was wrapped by an unknown key, or for another webhook.</exception>
    public byte[] Unwrap(Guid webhook, WrappedSecret secret) => keks.Unwrap(secret.Kek, secret.Wrapped, About(webhook));

    /// <summary>What signs the requests of a webhook.</summary>
    /// <exception cref="CryptographicException">It was wrapped by an unknown key, or for another webhook.</exception>
    public SigningSecrets Of(StoredWebhook webhook) => new(
        Unwrap(webhook.Webhook.Id, webhook.Secret), webhook.Previous is { } previous ? Unwrap(webhook.Webhook.Id, previous) : null,
        webhook.Webhook.PreviousUntil);

    /// <returns>How many webhooks had secrets under a former key.</returns>
    /// <exception cref="CryptographicException">One is under a key that this node does not have.</exception>
    public async Task<long> Rewrap(CancellationToken cancellationToken)
    {
        var wrapped = 0L;
        while (await webhooks.UnderOthers(keks.Current, AtOnce, cancellationToken) is { Count: > 0 } some)
            foreach (var webhook in some)
            {
                var id = webhook.Webhook.Id;
                await webhooks.Rewrap(webhook, Wrap(id, Unwrap(id, webhook.Secret)),
                    webhook.Previous is { } previous ? Wrap(id, Unwrap(id, previous)) : null, cancellationToken);
                wrapped++;
            }
        return wrapped;
    }

    private static byte[] About(Guid webhook) => Encoding.ASCII.GetBytes($"webhook {webhook}");
}

/// <summary>The secret of a webhook, and the one before as long as that signs too.</summary>
public sealed record SigningSecrets(byte[] Current, byte[]? Previous, DateTimeOffset? PreviousUntil)
{
    public IEnumerable<byte[]> At(DateTimeOffset now) => Previous is not null && PreviousUntil > now ? [Current, Previous] : [Current];
}
