using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;

namespace OrderTracking.Application.Webhooks;

/// <summary>
/// Delivers to all active webhooks, each by a loop of its own, on the leading node. Where two nodes believe for a moment that they lead,
/// an event may be sent by both; a webhook's position is moved by compare-and-set, so nothing is left out.
/// </summary>
public sealed partial class WebhookDelivery(WebhookParts parts, ILogger<WebhookDelivery> logger) : ILeaderTask
{
    private const int RowsOfSweep = 1_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1), BetweenSweeps = TimeSpan.FromMinutes(1);

    /// <summary>How long deliveries are kept that were settled.</summary>
    private static readonly TimeSpan DeliveredKept = TimeSpan.FromDays(7), FailedKept = TimeSpan.FromDays(30);

    public async Task Run(CancellationToken cancellationToken)
    {
        var running = new Dictionary<Guid, Running>();
        try
        {
            await Task.WhenAll(
                Rounds.Repeat(BetweenLooks, () => Look(running, cancellationToken), LogFault, cancellationToken),
                Rounds.Repeat(BetweenSweeps, () => Sweep(cancellationToken), LogFault, cancellationToken));
        }
        finally
        {
            foreach (var one in running.Values) await one.DisposeAsync();
        }
    }

    private async Task Look(Dictionary<Guid, Running> running, CancellationToken cancellationToken)
    {
        var active = (await parts.Store.Active(cancellationToken)).ToDictionary(webhook => webhook.Id, webhook => webhook.Revision);
        foreach (var id in running.Keys.Where(id => !active.ContainsKey(id)).ToList())
            if (running.Remove(id, out var ended)) await ended.DisposeAsync();
        foreach (var (id, revision) in active)
            if (!running.TryGetValue(id, out var known)) running.Add(id, new(new(id, parts, logger), revision, cancellationToken));
            else if (known.Revision != revision) known.Reload(revision);
    }

    private async Task Sweep(CancellationToken cancellationToken)
    {
        var now = parts.Clock.GetUtcNow();
        while (await parts.Store.Sweep(now - DeliveredKept, now - FailedKept, RowsOfSweep, cancellationToken) == RowsOfSweep)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhooks to deliver to could not be looked up; trying again")]
    private partial void LogFault(Exception fault);

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource stopping;
        private readonly WebhookPump pump;
        private readonly Task task;

        public Running(WebhookPump pump, long revision, CancellationToken cancellationToken)
        {
            (this.pump, Revision) = (pump, revision);
            stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            task = Task.Run(() => pump.Run(stopping.Token), CancellationToken.None);
        }

        public long Revision { get; private set; }

        public void Reload(long revision)
        {
            Revision = revision;
            pump.Reload();
        }

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopping.Dispose();
        }
    }
}
