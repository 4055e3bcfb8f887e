using Microsoft.Extensions.Logging;
using OrderTracking.Application.Feed;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Webhooks;

/// <summary>
/// Delivers to one webhook: a reader of the log with a position of its own, in the database. It works in rounds of a bounded number of
/// events, what is due to be tried again among them; each round is settled in one transaction, so that a node that dies repeats one
/// round at most. Whatever the receiver does, only this webhook waits for it.
/// </summary>
internal sealed partial class WebhookPump(Guid id, WebhookParts parts, ILogger logger)
{
    private const int EventsOfRound = 64, DueOfRound = 32, AtOnce = 8;

    /// <summary>How long a round goes on trying; a try that has begun may take its 15 s more.</summary>
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(10);

    /// <summary>Rights and pages are used no longer than the feed uses them.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(1), AfterFault = TimeSpan.FromSeconds(1);

    private volatile bool isChanged;

    /// <summary>Has it read what it is to do anew.</summary>
    public void Reload() => isChanged = true;

    /// <summary>Delivers until it is cancelled.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            try
            {
                isChanged = false;
                if (await parts.Store.Find(id, cancellationToken) is { Webhook.Status: WebhookStatus.Active } webhook)
                {
                    var heldUntil = await Deliver(webhook, cancellationToken);
                    while (!isChanged && parts.Clock.GetUtcNow() < heldUntil) await Task.Delay(AtRest, cancellationToken);
                }
                else await Task.Delay(AtRest, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever the fault, the webhook goes on from its stored position: log it, wait a second.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogFault(id, fault);
                await Task.Delay(AfterFault, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    // Returns where everything is to be read anew: something was changed, or the log is in another epoch; and, with the time until which
    // to wait, where the receiver asks for a pause.
    private async Task<DateTimeOffset?> Deliver(StoredWebhook webhook, CancellationToken cancellationToken)
    {
        var (stored, storedAt) = (webhook.Webhook.Position, parts.Clock.GetTimestamp());
        var position = stored;
        var parked = new ParkedDeliveries(await parts.Store.Waiting(id, ParkedDeliveries.MaxDeliveries, cancellationToken));
        var round = new WebhookRound(webhook, parts);
        using var subscription = await parts.Feed.Subscribe(position, () => { }, cancellationToken);
        (WebhookRights Rights, long At)? known = null;
        (FeedPage Page, long At)? kept = null;
        while (!isChanged && !subscription.HasEnded && !parked.IsToBeReadAgain)
        {
            // Waiting for the feed ends without an exception when it is cancelled.
            cancellationToken.ThrowIfCancellationRequested();
            if (known is not { } recent || IsOld(recent.At))
            {
                var readAt = parts.Clock.GetTimestamp();
                if (await parts.Rights.Of(webhook, cancellationToken) is not { } rights)
                {
                    await Disable(WebhookReason.OwnerGone, cancellationToken);
                    return null;
                }
                known = recent = (rights, readAt);
            }
            round.Begin(recent.Rights);
            foreach (var due in parked.Due(parts.Clock.GetUtcNow(), DueOfRound)) round.AddDue(due);
            var hasRoom = parked.Room is { Deliveries: > 0, Streams: > 0 };
            if (kept is { } before && IsOld(before.At)) kept = null;
            if (kept is null && hasRoom
                && await subscription.Next(round.IsEmpty ? AtRest : TimeSpan.Zero, cancellationToken) is { } next)
                kept = (next, parts.Clock.GetTimestamp());
            var to = kept is { } page && hasRoom ? Take(page.Page, round, parked, position) : position;
            if (round.IsEmpty)
            {
                if (!hasRoom) await Task.Delay(AtRest, cancellationToken);
                // What is for others moves the position too, but is not worth a write each time.
                if (to > stored && IsOld(storedAt) && !await Settle([], null)) return null;
            }
            else
            {
                await round.Run(AtOnce, RoundTime, cancellationToken);
                if (!await Settle(round.Outcomes, round.DeliveredAt)) return null;
                round.LeaveIn(parked);
            }
            position = to;
            if (kept is { } read && read.Page.To <= position)
            {
                subscription.Pass(read.Page);
                kept = null;
            }
            if (round.Stop is { } reason)
            {
                await Disable(reason, cancellationToken);
                return null;
            }
            if (round.HeldUntil is { } until) return until;

            async Task<bool> Settle(IReadOnlyCollection<WebhookEventDelivery> outcomes, DateTimeOffset? deliveredAt)
            {
                if (!await parts.Store.Settle(id, stored, to, outcomes, deliveredAt, cancellationToken)) return false;
                (stored, storedAt) = (to, parts.Clock.GetTimestamp());
                return true;
            }
        }
        return null;
    }

    private bool IsOld(long since) => parts.Clock.GetElapsedTime(since) >= KeptFor;

    /// <summary>Takes the next events of a page that the owner may see and wants; says how far the page has been looked through.</summary>
    private static long Take(FeedPage page, WebhookRound round, ParkedDeliveries parked, long position)
    {
        var (taken, room) = (0, parked.Room);
        HashSet<string> fresh = [];
        foreach (var (found, disclosure) in round.Wanted(page, position))
        {
            var isNew = !parked.Has(found.Stream) && !fresh.Contains(found.Stream);
            if (taken == EventsOfRound || taken == room.Deliveries || (isNew && fresh.Count == room.Streams)) return position;
            if (isNew) fresh.Add(found.Stream);
            taken++;
            position = found.Position;
            round.AddNew(found, disclosure, isBehind: parked.Has(found.Stream));
        }
        return page.To;
    }

    private async Task Disable(WebhookReason reason, CancellationToken cancellationToken)
    {
        await parts.Store.Set(id, WebhookStatus.Disabled, reason, parts.Clock.GetUtcNow(), cancellationToken);
        LogDisabled(id, reason);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deliveries to the webhook {Id} stand still; trying again")]
    private partial void LogFault(Guid id, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {Id} was disabled: {Reason}")]
    private partial void LogDisabled(Guid id, WebhookReason reason);
}
