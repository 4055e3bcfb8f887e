using OrderTracking.Application.Access;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Webhooks;

namespace OrderTracking.Api.Access;

/// <summary>
/// What owners of webhooks may see now. A key's rights are looked up. A token's cannot be: it counts with the claims of its owner's last
/// request that changed the webhook, for a month. What follows from reference data, such as the accounts of a manager, is today's.
/// </summary>
internal sealed class WebhookOwners(ApiKeys keys, RouteAdmission admission, TimeProvider clock) : IWebhookRights
{
    /// <summary>Persons are sent to whom this route shows them.</summary>
    private const string OfWaybills = "GET /v1/waybills/{number}/events";

    private static readonly TimeSpan ClaimsBelieved = TimeSpan.FromDays(30);

    public async Task<WebhookRights?> Of(StoredWebhook webhook, CancellationToken cancellationToken)
    {
        if (await Owner(webhook, cancellationToken) is not { } owner) return null;
        if (webhook.Webhook.Target.Role is { } role)
        {
            if (!owner.Roles.Contains(role)) return null;
            owner = owner with { Roles = [role] };
        }
        if (await admission.Admit(owner, Policy.OfRoute(OfWaybills)!, cancellationToken) is not { } admitted) return null;
        return new(owner, admitted.Scope, await admission.Cases(owner, cancellationToken));
    }

    private async Task<Caller?> Owner(StoredWebhook webhook, CancellationToken cancellationToken) =>
        ApiKeys.IdOf(webhook.Webhook.Owner) is not null ? await keys.Current(webhook.Webhook.Owner, cancellationToken)
        : clock.GetUtcNow() - webhook.SeenAt <= ClaimsBelieved ? webhook.Claims : null;
}
