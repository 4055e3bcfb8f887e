namespace OrderTracking.Application.Ports;

/// <summary>A named query whose results are sent to an address: as they are recorded, or at certain times.</summary>
/// <param name="Webhook">Its id, owner, address, secret and position in the log, as of a webhook.</param>
/// <param name="Query">The name of the query; its owner is the subscription's.</param>
/// <param name="IsSigned">Whether its owner gave a token to sign with.</param>
/// <param name="Schedule">When it is sent, as it was given; null for as soon as it is recorded.</param>
/// <param name="ReportIfEmpty">At its times also without results.</param>
/// <param name="InitialRecordTime">What was recorded before is not sent; null where it began when it was made.</param>
/// <param name="NextAt">When it is looked at next; null once it has ended.</param>
/// <param name="Tries">How many in a row have failed.</param>
/// <param name="Reason">Why it has ended.</param>
public sealed record EpcisSubscription(
    StoredWebhook Webhook, string Query, bool IsSigned, string? Schedule, bool ReportIfEmpty, DateTimeOffset? InitialRecordTime,
    DateTimeOffset? NextAt, int Tries, string? Reason)
{
    public Guid Id => Webhook.Webhook.Id;

    public string Owner => Webhook.Webhook.Owner;
}

/// <summary>What came of a look at a subscription.</summary>
/// <param name="Position">How far the log was looked through.</param>
/// <param name="NotifiedAt">When its receiver took something; null where nothing was sent or taken.</param>
public sealed record EpcisSettlement(long Position, DateTimeOffset? NextAt, int Tries, DateTimeOffset? NotifiedAt, string? Reason);

/// <summary>Subscriptions of named queries, as they are stored.</summary>
public interface IEpcisSubscriptions
{
    /// <returns>False when there is no such query, or when its owner, or all owners together, have as many as they may.</returns>
    Task<bool> Add(EpcisSubscription subscription, int mostOfOwner, int mostOfAll, CancellationToken cancellationToken);

    /// <summary>Of a query of an owner, newest first.</summary>
    Task<IReadOnlyList<EpcisSubscription>> List(string owner, string query, CancellationToken cancellationToken);

    /// <returns>False when there is none.</returns>
    Task<bool> Remove(Guid id, string owner, string query, CancellationToken cancellationToken);

    /// <summary>Those whose time has come, the longest due first.</summary>
    /// <param name="head">The log's last position: who is sent what is recorded, and has it all, is left out.</param>
    Task<IReadOnlyList<EpcisSubscription>> Due(DateTimeOffset now, long head, int limit, CancellationToken cancellationToken);

    /// <summary>Keeps what came of it, unless somebody else did meanwhile: then nothing is kept.</summary>
    Task<bool> Settle(EpcisSubscription was, EpcisSettlement settlement, CancellationToken cancellationToken);

    /// <summary>Replaces the wrapping of a secret.</summary>
    Task Rewrap(Guid id, WrappedSecret secret, CancellationToken cancellationToken);
}
