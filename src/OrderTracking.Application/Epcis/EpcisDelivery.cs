using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Webhooks;
using OrderTracking.Domain;

namespace OrderTracking.Application.Epcis;

/// <summary>What deliveries to all subscriptions share.</summary>
public sealed record EpcisDeliveryParts(
    IEpcisSubscriptions Store, IEpcisStore Queries, EpcisLinks Links, EpcisReader Reader, IEventLog Log, IWebhookRights Rights,
    WebhookSender Sender, WebhookSecrets Secrets, Company Company, TimeProvider Clock);

/// <summary>
/// Sends the results of named queries to their subscribers, on the leading node: by the connections of webhooks, which lead to no address
/// of our own network, and at the times of their tries. Each goes on from a position of its own in the log, which is moved by
/// compare-and-set once its receiver has taken a document: at least once, in the order of the log.
/// </summary>
public sealed partial class EpcisDelivery(EpcisDeliveryParts parts, ILogger<EpcisDelivery> logger) : ILeaderTask
{
    /// <summary>How many events one document has at most, a few more where one is several.</summary>
    public const int EventsOfDocument = 500;

    public const string Signature = "GS1-Signature";

    /// <summary>Why a subscription ends.</summary>
    public const string Gone = "gone", Failing = "failing", OwnerGone = "ownerGone", NeverAgain = "neverAgain";

    private const int AtOnce = 64;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    public async Task Run(CancellationToken cancellationToken)
    {
        // Whatever a receiver does, only its own subscription waits for it.
        var running = new Dictionary<Guid, Task>();
        try
        {
            await Rounds.Repeat(BetweenLooks, () => Look(running, cancellationToken), LogFault, cancellationToken);
        }
        finally
        {
            await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Look(Dictionary<Guid, Task> running, CancellationToken cancellationToken)
    {
        foreach (var (id, task) in running)
            if (task.IsCompleted) running.Remove(id);
        var head = await parts.Log.Head(cancellationToken);
        foreach (var due in await parts.Store.Due(parts.Clock.GetUtcNow(), head, AtOnce, cancellationToken))
            if (!running.ContainsKey(due.Id))
                running.Add(due.Id, Task.Run(() => DeliverOrLog(due, head, cancellationToken), CancellationToken.None));
    }

    private async Task DeliverOrLog(EpcisSubscription due, long head, CancellationToken cancellationToken)
    {
        try
        {
            await Deliver(due, head, cancellationToken);
        }
#pragma warning disable CA1031 // It is logged, and the next look tries again.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogDelivery(due.Id, fault);
        }
    }

    private async Task Deliver(EpcisSubscription due, long head, CancellationToken cancellationToken)
    {
        var (webhook, position) = (due.Webhook, due.Webhook.Webhook.Position);
        if (!parts.Secrets.IsUnderCurrentKey(webhook.Secret))
            await parts.Store.Rewrap(
                due.Id, parts.Secrets.Wrap(due.Id, parts.Secrets.Unwrap(due.Id, webhook.Secret)), cancellationToken);
        if (await parts.Rights.Of(webhook, cancellationToken) is not { } rights)
        {
            await parts.Store.Settle(due, new(position, null, due.Tries, null, OwnerGone), cancellationToken);
            return;
        }
        if (await parts.Queries.Find(due.Owner, due.Query, cancellationToken) is not { } named) return;
        using var body = JsonDocument.Parse(named.Query);
        var query = EpcisQuery.Read(body.RootElement, EpcisContext.Of(parts.Links)).Query!;
        var (events, to) = await parts.Reader.After(position, query, rights.Scope, EventsOfDocument, cancellationToken);
        var hasAll = to >= head;
        var isEmpty = events.Count == 0 && !(due.ReportIfEmpty && due.Schedule is not null && hasAll);
        if (isEmpty)
        {
            await parts.Store.Settle(due, After(due, to, hasAll, null), cancellationToken);
            return;
        }
        var sent = await Send(due, named.Name, events, cancellationToken);
        var now = parts.Clock.GetUtcNow();
        var settlement = sent.IsTaken ? After(due, to, hasAll, now)
            : sent.Answer.Status == 410 ? new(position, null, due.Tries + 1, null, Gone)
            : RetrySchedule.After(due.Tries + 1, Random.Shared.NextDouble()) is { } pause
                ? new(position, now + (pause < sent.RetryAfter ? sent.RetryAfter.Value : pause), due.Tries + 1, null, null)
                : new(position, null, due.Tries + 1, null, Failing);
        await parts.Store.Settle(due, settlement, cancellationToken);
        if (settlement.Reason is { } reason) LogEnded(due.Id, reason);
    }

    // What there is beyond one document is sent at once.
    private EpcisSettlement After(EpcisSubscription due, long to, bool hasAll, DateTimeOffset? notifiedAt)
    {
        var now = parts.Clock.GetUtcNow();
        if (due.Schedule is null || !hasAll) return new(to, now, 0, notifiedAt, null);
        using var given = JsonDocument.Parse(due.Schedule);
        var next = EpcisSchedule.Read(given.RootElement).Schedule!.Next(now, parts.Company);
        return new(to, next, 0, notifiedAt, next is null ? NeverAgain : null);
    }

    private Task<WebhookSent> Send(
        EpcisSubscription due, string query, IReadOnlyList<EpcisEvent> events, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, EpcisJson.Writing))
            EpcisJson.WriteQueryDocument(writer, parts.Links, events, parts.Clock.GetUtcNow(), query, due.Id.ToString());
        var body = buffer.WrittenSpan.ToArray();
        List<(string, string)> headers =
        [
            ("GS1-EPCIS-Version", EpcisJson.EpcisVersion), ("GS1-CBV-Version", EpcisJson.CbvVersion),
            ("GS1-Extensions", EpcisJson.Extensions(parts.Links)),
        ];
        if (due.IsSigned)
            headers.Add((Signature, SignatureOf(parts.Secrets.Unwrap(due.Id, due.Webhook.Secret), body)));
        return parts.Sender.Send(new(due.Webhook.Webhook.Target.Url), body, "application/json", headers, cancellationToken);
    }

    /// <summary>HMAC-SHA256 of the body with the token that its owner gave, in lower-case hexadecimal.</summary>
    public static string SignatureOf(byte[] token, byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(token, body));

    [LoggerMessage(Level = LogLevel.Error, Message = "The EPCIS subscriptions that are due could not be looked up; trying again")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The EPCIS subscription {Id} stands still; trying again")]
    private partial void LogDelivery(Guid id, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The EPCIS subscription {Id} has ended: {Reason}")]
    private partial void LogEnded(Guid id, string reason);
}
