using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Webhooks;

/// <summary>What the owner of a webhook may see now.</summary>
/// <param name="Cases">Which cases of each kind; a kind that is left out is not for the owner.</param>
public sealed record WebhookRights(Caller Caller, AccessScope Scope, IReadOnlyDictionary<string, AccessScope> Cases);

/// <summary>Finds out what owners of webhooks may see.</summary>
public interface IWebhookRights
{
    /// <summary>Null when the owner has no right to events.</summary>
    Task<WebhookRights?> Of(StoredWebhook webhook, CancellationToken cancellationToken);
}
