using Microsoft.Extensions.Logging;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Feed;

/// <summary>
/// The last part of the log in memory, followed for all subscribers of a node by one reader. It is bounded, and nothing is kept for a
/// single subscriber: each has a position in it. Who is overtaken by its beginning is dropped. It belongs to one epoch of the log, and ends
/// with it or with the last subscriber.
/// </summary>
internal sealed partial class FeedTail(
    Guid epoch, long head, FeedReader reader, IEventLog log, LogEpoch epochs, Telemetry telemetry, TimeProvider clock,
    ILogger logger)
{
    private const long MaxBytes = 64_000_000;

    /// <summary>
    /// The least time between two pages that are not full. The first event of a burst is passed on at once; those that follow are passed on
    /// together, which wakes each subscriber ten times a second at most.
    /// </summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(1), AfterFault = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly HashSet<FeedSubscription> subscriptions = [];
    private readonly List<FeedPage> pages = [];
    private readonly FeedHistory history = new(reader, clock);
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long from = head, to = head, bytes;

    public Guid Epoch => epoch;

    public TimeProvider Clock => clock;

    public bool HasEnded { get; private set; }

    /// <summary>What it holds now.</summary>
    public (int Subscribers, long Bytes) Held
    {
        get
        {
            lock (gate) return (subscriptions.Count, bytes);
        }
    }

    /// <summary>A subscription from a position, or from the log's end, which is at this head; null when the tail has ended.</summary>
    public FeedSubscription? Subscribe(long? after, long at, Action drop)
    {
        if (EndWithEpoch()) return null;
        lock (gate)
        {
            if (HasEnded) return null;
            var subscription = new FeedSubscription(this, after ?? at, at, drop);
            subscriptions.Add(subscription);
            return subscription;
        }
    }

    public void Leave(FeedSubscription subscription)
    {
        lock (gate)
            if (!subscriptions.Remove(subscription) || subscriptions.Count > 0) return;
        End();
    }

    /// <summary>
    /// The page of the tail that comes after the subscription's position; none where it is the last one, and then what completes when
    /// another follows. Null where the tail begins after the position.
    /// </summary>
    public (FeedPage? Page, Task More)? Find(FeedSubscription subscription)
    {
        lock (gate)
        {
            if (HasEnded) return (null, next.Task);
            var position = subscription.Position;
            if (position < from) return null;
            subscription.IsLive = true;
            return (position < to ? PageAfter(position) : null, next.Task);
        }
    }

    public void Pass(FeedSubscription subscription, FeedPage page)
    {
        lock (gate) subscription.Position = Math.Max(subscription.Position, page.To);
    }

    /// <summary>A page from before the tail. Null after a fault, which is logged, and when the wait was over or cancelled.</summary>
    public async Task<FeedPage?> ReadHistory(long start, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            var page = await history.Read(start).WaitAsync(atMost, clock, cancellationToken);
            if (EndWithEpoch()) return null;
            // Nothing that can be shown lies between the start and the tail, such as events set aside: it comes with what follows.
            if (page is null) await Task.Delay(AtRest, cancellationToken);
            return page;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (TimeoutException)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever the fault, the subscriber goes on from its position once the log can be read.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(fault);
            await Task.Delay(AfterFault, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
    }

    /// <summary>Reads on until it has ended, and for a second at most after that.</summary>
    public async Task Follow()
    {
        while (!EndWithEpoch())
            try
            {
                var (started, appended) = (clock.GetTimestamp(), log.NextAppend());
                var page = await reader.Read(to, FeedReader.PageSize, CancellationToken.None);
                if (EndWithEpoch()) return;
                if (page is not null) Add(page);
                if (page is null) await appended.WaitAtMost(AtRest, CancellationToken.None);
                else if (page.To - page.From < FeedReader.PageSize
                    && BetweenPages - clock.GetElapsedTime(started) is { Ticks: > 0 } rest) await Task.Delay(rest);
            }
#pragma warning disable CA1031 // Whatever the fault, the feed must go on: log it, wait a second, continue from its position.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                if (HasEnded) return;
                LogFault(fault);
                await Task.Delay(AfterFault);
            }
    }

    private void Add(FeedPage page)
    {
        TaskCompletionSource awaited;
        List<FeedSubscription> slow = [];
        lock (gate)
        {
            if (HasEnded) return;
            pages.Add(page);
            (to, bytes) = (page.To, bytes + page.Bytes);
            var gone = 0;
            for (; bytes > MaxBytes && gone < pages.Count - 1; gone++) (from, bytes) = (pages[gone].To, bytes - pages[gone].Bytes);
            pages.RemoveRange(0, gone);
            if (gone > 0) slow = [.. subscriptions.Where(one => one.IsLive && one.Position < from)];
            (awaited, next) = (next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        awaited.TrySetResult();
        // Each of them may be in the middle of a write that its reader does not take.
        foreach (var one in slow) one.Drop();
        if (slow.Count == 0) return;
        telemetry.CountFeedDrops(slow.Count);
        LogDropped(slow.Count);
    }

    // By halves: while little happens there are many pages.
    private FeedPage PageAfter(long position)
    {
        var (low, high) = (0, pages.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (pages[middle].To > position) high = middle;
            else low = middle + 1;
        }
        return pages[low];
    }

    private bool EndWithEpoch()
    {
        if (epochs.Current != epoch) End();
        return HasEnded;
    }

    private void End()
    {
        lock (gate)
        {
            HasEnded = true;
            pages.Clear();
            bytes = 0;
            next.TrySetResult();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The feed stands still; trying again")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped {Count} subscribers of the feed, which were too slow")]
    private partial void LogDropped(int count);
}
