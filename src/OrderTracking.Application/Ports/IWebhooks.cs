using OrderTracking.Application.Access;

namespace OrderTracking.Application.Ports;

/// <summary>Whether a webhook is sent events.</summary>
public enum WebhookStatus
{
    Active,

    /// <summary>By its owner.</summary>
    Paused,

    /// <summary>By the service; <see cref="WebhookReason"/> says why.</summary>
    Disabled,
}

/// <summary>Why a webhook was disabled.</summary>
public enum WebhookReason
{
    /// <summary>Its receiver answered 410.</summary>
    Gone,

    /// <summary>It took nothing while all tries of one event were made: for about 75 hours.</summary>
    Failing,

    /// <summary>Its owner has no right to events any more, or has not been seen for 30 days.</summary>
    OwnerGone,
}

/// <summary>How requests are signed, by the names of Standard Webhooks.</summary>
public enum WebhookSignatureKind
{
    /// <summary>HMAC-SHA256 with a shared secret.</summary>
    V1,

    /// <summary>Ed25519; the receiver has the public key.</summary>
    V1a,
}

/// <summary>What an owner says of a webhook; null where any will do.</summary>
/// <param name="Account">The waybill's or the case's account.</param>
/// <param name="Station">The station at which the event happened.</param>
/// <param name="Role">One of the owner's roles: only what that one shows is sent, as that one shows it.</param>
/// <param name="Types">Names of types of events over HTTP.</param>
public sealed record WebhookTarget(string Url, string? Account, string? Station, Role? Role, IReadOnlyList<string>? Types);

/// <summary>An endpoint that is sent events.</summary>
/// <param name="Owner">A subject, as <see cref="Caller.Subject"/>.</param>
/// <param name="Position">Every event of the log up to it was delivered, given up, or waits among the deliveries.</param>
/// <param name="PreviousUntil">Until when requests are signed with the secret before, too.</param>
/// <param name="Revision">Grows whenever something else than the position changes.</param>
public sealed record Webhook(
    Guid Id, string Owner, WebhookTarget Target, WebhookSignatureKind Signature, WebhookStatus Status, WebhookReason? Reason,
    long Position, DateTimeOffset CreatedAt, DateTimeOffset? PreviousUntil, DateTimeOffset? DeliveredAt, long Revision);

/// <summary>A secret as it is stored.</summary>
/// <param name="Kek">Which key-encryption key wraps it.</param>
public sealed record WrappedSecret(int Kek, byte[] Wrapped);

/// <summary>What is needed to deliver to a webhook.</summary>
/// <param name="Claims">Who its owner was at the last request that changed it.</param>
/// <param name="SeenAt">When that was.</param>
public sealed record StoredWebhook(
    Webhook Webhook, Caller Claims, DateTimeOffset SeenAt, WrappedSecret Secret, WrappedSecret? Previous);

/// <summary>What became of a delivery.</summary>
public enum DeliveryStatus
{
    /// <summary>It is tried at its time, or after the events of its waybill before it.</summary>
    Waiting,

    Delivered,

    /// <summary>All tries failed.</summary>
    Failed,

    /// <summary>It could not be sent when its turn came: the event was set aside, or is out of its owner's sight.</summary>
    Withheld,
}

/// <summary>What the receiver answered, or why it did not.</summary>
/// <param name="Status">The HTTP status; null where there was no answer.</param>
/// <param name="Body">The first characters of the answer's body.</param>
/// <param name="Fault">Why there was no answer, from a closed list.</param>
public sealed record WebhookAnswer(int? Status, string? Body, string? Fault);

/// <summary>One event for one webhook.</summary>
/// <param name="Stream">The waybill's number, or the key of a case's stream.</param>
/// <param name="Type">The name of the event's type over HTTP.</param>
/// <param name="NextAt">When it is tried next; null where it waits for an event before it, or for nothing.</param>
public sealed record WebhookEventDelivery(
    long Position, Guid EventId, string Stream, string Type, DeliveryStatus Status, int Tries, DateTimeOffset? FirstAt = null,
    DateTimeOffset? LastAt = null, DateTimeOffset? NextAt = null, WebhookAnswer? Answer = null);

/// <summary>How far deliveries are behind, of all webhooks together.</summary>
/// <param name="Position">Of the active webhook that has come least far; null where none is active.</param>
/// <param name="Waiting">Deliveries of active webhooks that wait for a try, or behind one that does.</param>
public sealed record WebhookBacklog(int Active, int Paused, int Disabled, long? Position, long Waiting);

/// <summary>Webhooks and their deliveries, as they are stored.</summary>
public interface IWebhooks
{
    /// <returns>False when the owner, or all owners together, have as many as they may.</returns>
    Task<bool> Add(StoredWebhook webhook, int mostOfOwner, int mostOfAll, CancellationToken cancellationToken);

    /// <summary>Null when there is none.</summary>
    Task<StoredWebhook?> Find(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="owner">Whose; null for all.</param>
    Task<IReadOnlyList<Webhook>> List(
        string? owner, (DateTimeOffset CreatedAt, Guid Id)? after, int limit, CancellationToken cancellationToken);

    /// <summary>Changes what it is sent, and where to. Null when there is none.</summary>
    Task<Webhook?> Change(Guid id, WebhookTarget target, CancellationToken cancellationToken);

    /// <summary>
    /// Sets whether it is sent events. One that becomes active again begins its waiting deliveries anew, as if none had been tried.
    /// </summary>
    Task<Webhook?> Set(
        Guid id, WebhookStatus status, WebhookReason? reason, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Keeps who the owner is by the owner's newest credential.</summary>
    Task Confirm(Guid id, Caller claims, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Gives it another secret; the one it had signs too until that time.</summary>
    Task<Webhook?> Rotate(Guid id, WrappedSecret secret, DateTimeOffset previousUntil, CancellationToken cancellationToken);

    /// <summary>Sends it everything after a position once more, or leaves out what is before it. What waits there is dropped.</summary>
    Task<Webhook?> Move(Guid id, long position, CancellationToken cancellationToken);

    /// <summary>It is not found any more; its rows go later.</summary>
    Task<Webhook?> Remove(Guid id, CancellationToken cancellationToken);

    /// <summary>The active ones, each with its revision.</summary>
    Task<IReadOnlyList<(Guid Id, long Revision)>> Active(CancellationToken cancellationToken);

    Task<WebhookBacklog> Backlog(CancellationToken cancellationToken);

    /// <summary>Its waiting deliveries in order of position.</summary>
    Task<IReadOnlyList<WebhookEventDelivery>> Waiting(Guid id, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps the outcomes of a round and moves the position, unless it is at another one by now: then nothing is kept.
    /// </summary>
    /// <param name="deliveredAt">When something was delivered in this round, if anything was.</param>
    Task<bool> Settle(
        Guid id, long from, long to, IReadOnlyCollection<WebhookEventDelivery> outcomes, DateTimeOffset? deliveredAt,
        CancellationToken cancellationToken);

    /// <summary>Newest position first.</summary>
    Task<IReadOnlyList<WebhookEventDelivery>> Deliveries(
        Guid id, DeliveryStatus? status, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Sends one delivery again, whatever became of it. Null when there is none at that position.</summary>
    Task<WebhookEventDelivery?> Retry(Guid id, long position, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Sends failed and withheld deliveries of a range of positions again, oldest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <returns>How many.</returns>
    Task<int> Retry(Guid id, long from, long to, int limit, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Removes some settled deliveries that were tried last before these times, and what removed webhooks have left.</summary>
    /// <returns>How many rows.</returns>
    Task<int> Sweep(
        DateTimeOffset deliveredBefore, DateTimeOffset failedBefore, int limit, CancellationToken cancellationToken);

    /// <summary>Some whose secrets are wrapped by another key-encryption key than this one.</summary>
    Task<IReadOnlyList<StoredWebhook>> UnderOthers(int kek, int limit, CancellationToken cancellationToken);

    /// <summary>Replaces the wrapping of secrets that are still as they were read.</summary>
    Task Rewrap(StoredWebhook was, WrappedSecret secret, WrappedSecret? previous, CancellationToken cancellationToken);
}
