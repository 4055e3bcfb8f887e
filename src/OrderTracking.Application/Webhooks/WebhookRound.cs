using OrderTracking.Application.Access;
using OrderTracking.Application.Feed;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;

namespace OrderTracking.Application.Webhooks;

/// <summary>
/// The deliveries of a webhook that are worked through together: those of one waybill one after the other, up to the first that fails, and
/// of several waybills at the same time.
/// </summary>
internal sealed class WebhookRound
{
    private readonly StoredWebhook webhook;
    private readonly WebhookParts parts;
    private readonly Uri url;
    private readonly FeedFilter filter;
    private readonly SigningSecrets secrets;
    private readonly Lock gate = new();

    private readonly Dictionary<string, List<Pending>> streams = [];
    private readonly List<WebhookEventDelivery> behind = [];
    private WebhookRights rights = null!;
    private DateTimeOffset? lastDeliveredAt;

    public WebhookRound(StoredWebhook webhook, WebhookParts parts)
    {
        (this.webhook, this.parts) = (webhook, parts);
        var target = webhook.Webhook.Target;
        (url, filter) = (new Uri(target.Url), new FeedFilter(target.Account, target.Station));
        secrets = parts.Secrets.Of(webhook);
        lastDeliveredAt = webhook.Webhook.DeliveredAt;
    }

    public bool IsEmpty => streams.Count == 0 && behind.Count == 0;

    /// <summary>When something was delivered in this round; null when nothing was.</summary>
    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>Why nothing more is to be sent; null when more may be.</summary>
    public WebhookReason? Stop { get; private set; }

    /// <summary>Until when the receiver asks to be sent nothing; null where it does not.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary>What is to be kept of the round: what was tried, and what came to wait.</summary>
    public IReadOnlyList<WebhookEventDelivery> Outcomes =>
        [.. streams.Values.SelectMany(pending => pending).Where(one => one.IsChanged).Select(one => one.Delivery), .. behind];

    public void Begin(WebhookRights now)
    {
        streams.Clear();
        behind.Clear();
        (rights, DeliveredAt, Stop, HeldUntil) = (now, null, null, null);
    }

    /// <summary>The events after a position that the owner may see and wants.</summary>
    public IEnumerable<(FeedEvent Event, Disclosure Disclosure)> Wanted(FeedPage page, long after)
    {
        var types = webhook.Webhook.Target.Types;
        return page.For(rights.Scope, rights.Cases, filter, after).Where(found => types is null || types.Contains(found.Event.Type));
    }

    /// <summary>Adds what waits of a waybill whose first delivery is due.</summary>
    public void AddDue(IReadOnlyList<WebhookEventDelivery> waiting) =>
        streams.Add(waiting[0].Stream, [.. waiting.Select(delivery => new Pending(delivery, null))]);

    /// <param name="isBehind">Earlier events of its waybill wait.</param>
    public void AddNew(FeedEvent found, Disclosure disclosure, bool isBehind)
    {
        var delivery = new WebhookEventDelivery(
            found.Position, found.Entry.Id, found.Stream, found.Type, DeliveryStatus.Waiting, Tries: 0);
        if (streams.TryGetValue(found.Stream, out var pending)) pending.Add(new(delivery, (found, disclosure)) { IsChanged = true });
        else if (isBehind) behind.Add(delivery);
        else streams.Add(found.Stream, [new(delivery, (found, disclosure)) { IsChanged = true }]);
    }

    /// <summary>Tries them. What is not tried when the time is over, when the receiver is gone or asks for a pause, waits.</summary>
    public Task Run(int atOnce, TimeSpan time, CancellationToken cancellationToken)
    {
        var begun = parts.Clock.GetTimestamp();
        return Parallel.ForEachAsync(streams.Values, new ParallelOptions
        {
            MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken,
        }, async (pending, cancelled) =>
        {
            foreach (var one in pending)
            {
                if (Stop is not null || HeldUntil is not null || parts.Clock.GetElapsedTime(begun) >= time) return;
                one.Delivery = await Try(one, cancelled);
                one.IsChanged = true;
                if (one.Delivery.Status == DeliveryStatus.Waiting) return;
            }
        });
    }

    /// <summary>Hands over what still waits.</summary>
    public void LeaveIn(ParkedDeliveries parked)
    {
        foreach (var (stream, pending) in streams)
            parked.Replace(stream, pending.Select(one => one.Delivery).Where(delivery => delivery.Status == DeliveryStatus.Waiting));
        foreach (var delivery in behind) parked.Add(delivery);
    }

    private async Task<WebhookEventDelivery> Try(Pending pending, CancellationToken cancellationToken)
    {
        var delivery = pending.Delivery;
        if ((pending.Found ?? await Read(delivery.Position, cancellationToken)) is not var (found, disclosure))
            return delivery with { Status = DeliveryStatus.Withheld, LastAt = parts.Clock.GetUtcNow(), NextAt = null };
        var caller = rights.Caller;
        // Whoever is shown persons is on record before they are sent, as with every answer that shows them.
        if (disclosure == Disclosure.Full && PersonalData.AreIn(found.Entry.Event))
            await parts.AccessLog.Note(new(caller.Subject, caller.Roles, "/v1/webhooks/{id}", [found.Stream],
                $"/v1/webhooks/{webhook.Webhook.Id}"), cancellationToken);
        var body = parts.Writer.Write(found.Stream, found.Entry, disclosure);
        var (at, begun) = (parts.Clock.GetUtcNow(), parts.Clock.GetTimestamp());
        var sent = await parts.Sender.Send(
            url, found.Entry.Id.ToString(), body, webhook.Webhook.Signature, secrets.At(at), cancellationToken);
        delivery = delivery with
        {
            Tries = delivery.Tries + 1, FirstAt = delivery.FirstAt ?? at, LastAt = at, NextAt = null, Answer = sent.Answer,
        };
        parts.Telemetry.RecordWebhookTry(
            sent.IsTaken ? "delivered" : sent.Answer.Fault ?? "refused", parts.Clock.GetElapsedTime(begun));
        lock (gate) return Judge(delivery, sent);
    }

    private WebhookEventDelivery Judge(WebhookEventDelivery delivery, WebhookSent sent)
    {
        var now = parts.Clock.GetUtcNow();
        if (sent.IsTaken)
        {
            lastDeliveredAt = DeliveredAt = now;
            return delivery with { Status = DeliveryStatus.Delivered };
        }
        if (sent.Answer.Status == 410)
        {
            Stop = WebhookReason.Gone;
            return delivery;
        }
        if (sent.RetryAfter is { } asked && !(now + asked < HeldUntil)) HeldUntil = now + asked;
        if (RetrySchedule.After(delivery.Tries, Random.Shared.NextDouble()) is { } pause)
            return delivery with { NextAt = now + (pause < sent.RetryAfter ? sent.RetryAfter : pause) };
        // It is this event that the receiver does not take, or the receiver takes none at all.
        if (lastDeliveredAt > delivery.FirstAt) return delivery with { Status = DeliveryStatus.Failed };
        Stop = WebhookReason.Failing;
        return delivery;
    }

    // Null when it was set aside, or when the owner may not see it now.
    private async Task<(FeedEvent Event, Disclosure Disclosure)?> Read(long position, CancellationToken cancellationToken)
    {
        if (await parts.Reader.Read(position - 1, 1, cancellationToken) is not { } page) return null;
        foreach (var found in page.For(rights.Scope, rights.Cases, new(), position - 1))
            if (found.Event.Position == position) return found;
        return null;
    }

    private sealed class Pending(WebhookEventDelivery delivery, (FeedEvent Event, Disclosure Disclosure)? found)
    {
        public WebhookEventDelivery Delivery { get; set; } = delivery;

        /// <summary>The event; null where it has to be read anew.</summary>
        public (FeedEvent Event, Disclosure Disclosure)? Found => found;

        /// <summary>It is to be kept.</summary>
        public bool IsChanged { get; set; }
    }
}
