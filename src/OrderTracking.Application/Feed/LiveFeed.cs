using Microsoft.Extensions.Logging;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Feed;

/// <summary>
/// Follows the log for all subscribers of this node by one reader, while there are any. Subscribers that begin further back are served from
/// the log in pages until they reach the part that is in memory.
/// </summary>
public sealed class LiveFeed
{
    private readonly Lock gate = new();
    private readonly FeedReader reader;
    private readonly IEventLog log;
    private readonly LogEpoch epochs;
    private readonly Telemetry telemetry;
    private readonly TimeProvider clock;
    private readonly ILogger<LiveFeed> logger;
    private FeedTail? tail;

    public LiveFeed(
        FeedReader reader, IEventLog log, LogEpoch epochs, Telemetry telemetry, TimeProvider clock, ILogger<LiveFeed> logger)
    {
        (this.reader, this.log, this.epochs, this.telemetry, this.clock, this.logger) = (reader, log, epochs, telemetry, clock, logger);
        telemetry.Meter.CreateObservableGauge("ordertracking.feed.subscribers", () => Volatile.Read(ref tail)?.Held.Subscribers ?? 0,
            "{subscriber}", "Open feeds of this node.");
        telemetry.Meter.CreateObservableGauge("ordertracking.feed.memory", () => Volatile.Read(ref tail)?.Held.Bytes ?? 0, "By",
            "The part of the log in memory for the feed.");
    }

    /// <param name="after">The position to go on from; null for the end of the log.</param>
    /// <param name="drop">Breaks the subscriber's connection off; called when it is too slow, from another thread.</param>
    public async Task<FeedSubscription> Subscribe(long? after, Action drop, CancellationToken cancellationToken)
    {
        while (true)
        {
            var epoch = epochs.Current;
            var head = await log.Head(cancellationToken);
            // The head may be that of the epoch before.
            if (epochs.Current != epoch) continue;
            lock (gate)
            {
                if (tail?.Subscribe(after, head, drop) is { } joined) return joined;
                tail = new(epoch, head, reader, log, epochs, telemetry, clock, logger);
                if (tail.Subscribe(after, head, drop) is not { } first) continue;
                _ = Task.Run(tail.Follow, CancellationToken.None);
                return first;
            }
        }
    }
}
