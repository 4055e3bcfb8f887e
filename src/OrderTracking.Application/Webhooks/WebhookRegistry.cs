using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Webhooks;

/// <summary>How many webhooks there may be.</summary>
public sealed record WebhookLimits(int OfOwner = WebhookLimits.DefaultOfOwner, int OfAll = WebhookLimits.DefaultOfAll)
{
    public const int DefaultOfOwner = 32, DefaultOfAll = 256;
}

/// <summary>What came of a try that was asked for.</summary>
public sealed record WebhookTest(bool IsTaken, WebhookAnswer Answer);

/// <summary>What owners do with their webhooks.</summary>
public sealed partial class WebhookRegistry(
    IWebhooks webhooks, WebhookSecrets secrets, WebhookConnections connections, WebhookSender sender, IWebhookWriter writer,
    IAdministrativeActs acts, IEventLog log, IPastViews past, WebhookLimits limits, TimeProvider clock, ILogger<WebhookRegistry> logger)
{
    /// <summary>How long the secret before signs too, after a rotation.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private const int DeliveriesOfRetry = 10_000;

    /// <summary>Makes a webhook. Its secret is returned this once.</summary>
    /// <returns>The webhook and the key that its receiver verifies with; neither when there are too many already.</returns>
    public async Task<(Webhook? Webhook, string? Key, Refusal? Refusal)> Make(
        NewWebhook wanted, Caller caller, CancellationToken cancellationToken)
    {
        if ((wanted.Check(connections, caller) ?? wanted.ToStart().Check()) is { } refusal) return (null, null, refusal);
        var (id, secret, now) = (Guid.NewGuid(), RandomNumberGenerator.GetBytes(WebhookSignature.SecretBytes), Now());
        var kind = wanted.Signature ?? WebhookSignatureKind.V1;
        await acts.Note(new(caller.Subject, ActKind.WebhookMade, id.ToString(), Detail(wanted)), cancellationToken);
        var made = new StoredWebhook(
            new(id, caller.Subject, wanted.ToTarget(), kind, WebhookStatus.Active, null,
                await Begin(wanted.ToStart(), cancellationToken), now, null, null, 0),
            caller, now, secrets.Wrap(id, secret), null);
        if (!await webhooks.Add(made, limits.OfOwner, limits.OfAll, cancellationToken)) return default;
        LogMade(id, caller.Subject);
        return (made.Webhook, KeyOf(kind, secret), null);
    }

    /// <summary>The public key that its receiver verifies with; null where it has a secret.</summary>
    public string? PublicKey(StoredWebhook webhook) => webhook.Webhook.Signature == WebhookSignatureKind.V1 ? null
        : WebhookSignature.PublicKey(secrets.Unwrap(webhook.Webhook.Id, webhook.Secret));

    public async Task<(Webhook? Webhook, Refusal? Refusal)> Change(
        Guid id, ChangedWebhook wanted, Caller caller, CancellationToken cancellationToken)
    {
        if (wanted.Check(connections, caller) is { } refusal) return (null, refusal);
        await acts.Note(new(caller.Subject, ActKind.WebhookChanged, id.ToString(), Detail(wanted)), cancellationToken);
        await webhooks.Confirm(id, caller, Now(), cancellationToken);
        return (await webhooks.Change(id, wanted.ToTarget(), cancellationToken), null);
    }

    public Task<Webhook?> Pause(Guid id, CancellationToken cancellationToken) =>
        webhooks.Set(id, WebhookStatus.Paused, null, Now(), cancellationToken);

    /// <summary>Goes on where it stopped, whatever the reason.</summary>
    public async Task<Webhook?> Resume(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        await webhooks.Confirm(id, caller, Now(), cancellationToken);
        return await webhooks.Set(id, WebhookStatus.Active, null, Now(), cancellationToken);
    }

    /// <summary>Gives it another secret, which is returned this once. The one that it had signs too for a day.</summary>
    public async Task<(Webhook? Webhook, string? Key)> Rotate(Webhook webhook, Caller caller, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(WebhookSignature.SecretBytes);
        await acts.Note(
            new(caller.Subject, ActKind.WebhookSecretRotated, webhook.Id.ToString(), new Dictionary<string, string>()), cancellationToken);
        await webhooks.Confirm(webhook.Id, caller, Now(), cancellationToken);
        var rotated = await webhooks.Rotate(webhook.Id, secrets.Wrap(webhook.Id, secret), Now() + Overlap, cancellationToken);
        return rotated is null ? default : (rotated, KeyOf(webhook.Signature, secret));
    }

    /// <summary>Sends everything from there once more, in order, and then goes on.</summary>
    public async Task<(Webhook? Webhook, Refusal? Refusal)> Replay(
        Guid id, WebhookStart start, Caller caller, CancellationToken cancellationToken)
    {
        if (start.Check() is { } refusal) return (null, refusal);
        await webhooks.Confirm(id, caller, Now(), cancellationToken);
        return (await webhooks.Move(id, await Begin(start, cancellationToken), cancellationToken), null);
    }

    public async Task<Webhook?> Remove(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        await acts.Note(new(caller.Subject, ActKind.WebhookRemoved, id.ToString(), new Dictionary<string, string>()), cancellationToken);
        return await webhooks.Remove(id, cancellationToken);
    }

    /// <summary>Sends a test event now, from this node, whether or not the webhook is active.</summary>
    public async Task<WebhookTest> Test(StoredWebhook stored, CancellationToken cancellationToken)
    {
        var (webhook, id, now) = (stored.Webhook, Guid.NewGuid(), Now());
        var sent = await sender.Send(new(webhook.Target.Url), id.ToString(), writer.WriteTest(id, now), webhook.Signature,
            secrets.Of(stored).At(now), cancellationToken);
        return new(sent.IsTaken, sent.Answer);
    }

    public Task<WebhookEventDelivery?> Retry(Guid id, long position, CancellationToken cancellationToken) =>
        webhooks.Retry(id, position, Now(), cancellationToken);

    /// <returns>How many deliveries; at most 10,000 at once.</returns>
    public Task<int> Retry(Guid id, long from, long to, CancellationToken cancellationToken) =>
        webhooks.Retry(id, from, to, DeliveriesOfRetry, Now(), cancellationToken);

    private async Task<long> Begin(WebhookStart start, CancellationToken cancellationToken)
    {
        var head = await log.Head(cancellationToken);
        if (start.FromPosition is { } position) return Math.Min(position, head);
        return start.FromTime is { } time ? (await past.Last(time, null, cancellationToken)).Position : head;
    }

    private static string KeyOf(WebhookSignatureKind kind, byte[] secret) =>
        kind == WebhookSignatureKind.V1 ? WebhookSignature.Text(secret) : WebhookSignature.PublicKey(secret);

    // The address without what may be a secret in it.
    private static Dictionary<string, string> Detail(ChangedWebhook wanted) => new()
    {
        ["host"] = new Uri(wanted.Url).Authority, ["account"] = wanted.Account ?? "", ["station"] = wanted.Station ?? "",
        ["role"] = wanted.Role?.ToString() ?? "", ["types"] = string.Join(", ", wanted.Types ?? []),
    };

    private DateTimeOffset Now() => Microseconds.Now(clock);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Owner} made the webhook {Id}")]
    private partial void LogMade(Guid id, string owner);
}
