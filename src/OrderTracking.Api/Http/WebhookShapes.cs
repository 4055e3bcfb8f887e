using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>A webhook.</summary>
/// <param name="Reason">Why it was disabled.</param>
/// <param name="Position">Every event up to it was delivered, given up, or waits among the deliveries.</param>
/// <param name="DeliveredAt">When its receiver last took an event.</param>
/// <param name="PreviousSecretUntil">Until when the secret before signs, too.</param>
public sealed record WebhookItem(
    Guid Id, string Owner, string Url, string? Account, string? Station, Role? Role, IReadOnlyList<string>? Types,
    WebhookSignatureKind Signature, WebhookStatus Status, WebhookReason? Reason, long Position, DateTimeOffset CreatedAt,
    DateTimeOffset? DeliveredAt, DateTimeOffset? PreviousSecretUntil)
{
    public static WebhookItem Of(Webhook webhook) => new(
        webhook.Id, webhook.Owner, webhook.Target.Url, webhook.Target.Account, webhook.Target.Station, webhook.Target.Role,
        webhook.Target.Types, webhook.Signature, webhook.Status, webhook.Reason, webhook.Position, webhook.CreatedAt, webhook.DeliveredAt,
        webhook.PreviousUntil);
}

/// <summary>A webhook with the key that its receiver verifies with.</summary>
/// <param name="Secret">whsec_…; it cannot be shown again. Null where there is a public key.</param>
/// <param name="PublicKey">whpk_…; null where there is a secret.</param>
public sealed record WebhookWithKey(WebhookItem Webhook, string? Secret, string? PublicKey)
{
    public static WebhookWithKey Of(Webhook webhook, string? key) => webhook.Signature == WebhookSignatureKind.V1
        ? new(WebhookItem.Of(webhook), key, null) : new(WebhookItem.Of(webhook), null, key);
}

/// <summary>One event for a webhook.</summary>
/// <param name="Stream">The waybill's number, or a case as claim:NUMBER.</param>
/// <param name="FirstAt">When it was first tried.</param>
/// <param name="NextAt">When it is tried next; null where it waits for an earlier event of its waybill, or for nothing.</param>
/// <param name="Answer">The last answer.</param>
public sealed record DeliveryItem(
    long Position, Guid EventId, string Stream, string Type, DeliveryStatus Status, int Tries, DateTimeOffset? FirstAt,
    DateTimeOffset? LastAt, DateTimeOffset? NextAt, WebhookAnswer? Answer)
{
    public static DeliveryItem Of(WebhookEventDelivery delivery) => new(
        delivery.Position, delivery.EventId, delivery.Stream, delivery.Type, delivery.Status, delivery.Tries, delivery.FirstAt,
        delivery.LastAt, delivery.NextAt, delivery.Answer);
}

/// <summary>Which deliveries to send again: the failed and withheld ones of these positions.</summary>
/// <param name="To">The last position; by default all that follow.</param>
public sealed record RetriedRange(long From, long? To = null);

/// <param name="Deliveries">How many are sent again.</param>
public sealed record RetriedAnswer(int Deliveries);
