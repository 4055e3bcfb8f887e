namespace OrderTracking.Application.Feed;

/// <summary>A subscriber's place in the feed. To be used by one reader at a time.</summary>
public sealed class FeedSubscription : IDisposable
{
    private readonly FeedTail tail;
    private readonly Action drop;
    private readonly Lock gate = new();
    private bool isReading, hasLeft;
    private volatile bool isDropped;

    private readonly long head;

    /// <param name="head">The log's end when it began.</param>
    internal FeedSubscription(FeedTail tail, long position, long head, Action drop) =>
        (this.tail, Position, this.head, this.drop) = (tail, position, head, drop);

    /// <summary>The epoch of the log that its positions belong to.</summary>
    public Guid Epoch => tail.Epoch;

    /// <summary>The position up to which the subscriber has been served.</summary>
    public long Position { get; internal set; }

    /// <summary>It has been served all that was recorded before it began.</summary>
    public bool HasCaughtUp => Position >= head;

    /// <summary>Nothing more comes: it was too slow, or the log is in another epoch.</summary>
    public bool HasEnded => isDropped || tail.HasEnded;

    /// <summary>It has reached the part of the log that is in memory; written by the tail.</summary>
    internal bool IsLive { get; set; }

    /// <summary>
    /// The next page of the log, of which what is not after the position has been served. Null when none has come in
    /// time, when it has ended, and when the wait was cancelled.
    /// </summary>
    public async ValueTask<FeedPage?> Next(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (HasEnded) return null;
        if (atMost < TimeSpan.Zero) atMost = TimeSpan.Zero;
        if (tail.Find(this) is not var (page, more))
        {
            var read = await tail.ReadHistory(isReading ? Position : FeedHistory.StartOf(Position), atMost, cancellationToken);
            isReading |= read is not null;
            return read;
        }
        if (page is not null) return page;
        await more.WaitAsync(atMost, tail.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return HasEnded ? null : tail.Find(this)?.Page;
    }

    /// <summary>Goes on behind a page, once all of it that the subscriber wants has been written.</summary>
    public void Pass(FeedPage page) => tail.Pass(this, page);

    public void Dispose()
    {
        lock (gate) hasLeft = true;
        tail.Leave(this);
    }

    internal void Drop()
    {
        lock (gate)
        {
            // Its connection may serve another request by now.
            if (hasLeft) return;
            isDropped = true;
            drop();
        }
    }
}
