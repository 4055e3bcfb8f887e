namespace OrderTracking.Application.Feed;

/// <summary>
/// Pages of the log before the live part, for subscribers that are behind. Pages begin at multiples of the page size and are kept for a
/// moment: of a thousand subscribers that come back after a node was killed, each at another position, all are served from the same reads.
/// </summary>
internal sealed class FeedHistory(FeedReader reader, TimeProvider clock)
{
    private const int MaxPages = 64, AtOnce = 2;
    private const long MaxBytes = 16_000_000;

    /// <summary>No longer, because who may see a waybill may change.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    // Of the whole process. Far fewer than there are database connections, so that history never keeps others waiting.
    private static readonly SemaphoreSlim Turns = new(AtOnce);

    private readonly Lock gate = new();
    private readonly Dictionary<long, Kept> kept = [];
    private readonly Queue<long> order = [];

    /// <summary>Where to read first for a subscriber at a position: at the beginning of the page that holds it.</summary>
    public static long StartOf(long position) => position - (position % FeedReader.PageSize);

    /// <summary>The page after a position; null when no event comes after it. Nobody cancels it, because it is read for all.</summary>
    public Task<FeedPage?> Read(long start)
    {
        lock (gate)
        {
            if (kept.TryGetValue(start, out var found) && (!found.Page.IsCompleted
                || (found.Page is { IsCompletedSuccessfully: true, Result: not null }
                    && clock.GetElapsedTime(found.AskedAt) < KeptFor))) return found.Page;
            if (found is null) order.Enqueue(start);
            while (order.Count > 1 && (order.Count > MaxPages || kept.Values.Sum(page => page.Bytes) > MaxBytes))
                kept.Remove(order.Dequeue());
            var page = Task.Run(() => ReadInTurn(start));
            kept[start] = new(page, clock.GetTimestamp());
            return page;
        }
    }

    private async Task<FeedPage?> ReadInTurn(long start)
    {
        await Turns.WaitAsync();
        try
        {
            return await reader.Read(start, FeedReader.PageSize - (int)(start % FeedReader.PageSize), CancellationToken.None);
        }
        finally
        {
            Turns.Release();
        }
    }

    private sealed record Kept(Task<FeedPage?> Page, long AskedAt)
    {
        public long Bytes => Page.IsCompletedSuccessfully ? Page.Result?.Bytes ?? 0 : 0;
    }
}
