using System.Collections.Concurrent;
using OrderTracking.Application.Ports;

namespace OrderTracking.Postgres.Access;

/// <summary>A look at the personal data of waybills, and how often it was repeated since.</summary>
/// <param name="at">A timestamp of the clock.</param>
internal sealed class Look(AccessLogEntry entry, long at)
{
    private int repeats;
    private long lastAt = at;

    public AccessLogEntry Entry { get; } = entry;

    public long At { get; } = at;

    public long LastAt => Volatile.Read(ref lastAt);

    /// <summary>Its entry's id once that is durable.</summary>
    public TaskCompletionSource<long> Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Repeat(long now)
    {
        Volatile.Write(ref lastAt, now);
        Interlocked.Increment(ref repeats);
    }

    /// <summary>The repeats that were not taken before.</summary>
    public int TakeRepeats() => Interlocked.Exchange(ref repeats, 0);

    public void GiveBack(int taken) => Interlocked.Add(ref repeats, taken);
}

/// <summary>
/// The looks of the last ten minutes. One that repeats another of them, by the same caller with the same question at the same waybill, is
/// counted there and is no entry of its own. Each node counts for itself.
/// </summary>
internal sealed class RecentLooks(TimeProvider clock)
{
    // An entry takes some 500 bytes. Looks that find no room are entries of their own.
    private const int MaxKept = 100_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10), UntilCounted = Window + TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Subject, string Waybill, string Query), Look> looks = new();
    private readonly ConcurrentQueue<Look> inOrder = new();
    private int kept;

    /// <summary>The look that this one repeats; null where it is the first, which from now on others may repeat.</summary>
    public Look? FindEarlier(Look look)
    {
        // An answer with several waybills is an entry of its own, as is a part of the log, which names none.
        if (look.Entry.Waybills.Count != 1) return null;
        var key = Key(look);
        while (true)
        {
            if (looks.TryGetValue(key, out var earlier) && IsRepeated(earlier, look)) return earlier;
            if (Volatile.Read(ref kept) >= MaxKept) return null;
            if (!(earlier is null ? looks.TryAdd(key, look) : looks.TryUpdate(key, look, earlier))) continue;
            Interlocked.Increment(ref kept);
            inOrder.Enqueue(look);
            return null;
        }
    }

    /// <summary>All looks that are kept, the oldest first.</summary>
    public IEnumerable<Look> All => inOrder;

    /// <summary>Those that cannot be repeated any more.</summary>
    public IReadOnlyList<Look> Over => [.. inOrder.TakeWhile(look => clock.GetElapsedTime(look.At) > UntilCounted)];

    /// <summary>Removes the oldest looks.</summary>
    public void Forget(int count)
    {
        for (; count > 0 && inOrder.TryDequeue(out var look); count--)
        {
            looks.TryRemove(new(Key(look), look));
            Interlocked.Decrement(ref kept);
        }
    }

    private bool IsRepeated(Look earlier, Look look) =>
        clock.GetElapsedTime(earlier.At, look.At) < Window && !earlier.Noted.Task.IsFaulted
        && earlier.Entry.Roles.SequenceEqual(look.Entry.Roles);

    private static (string, string, string) Key(Look look) => (look.Entry.Subject, look.Entry.Waybills.First(), look.Entry.Query);
}
