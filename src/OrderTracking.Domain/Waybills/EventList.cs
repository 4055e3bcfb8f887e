using System.Collections;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>
/// An immutable list of events in chunks. A changed list shares all chunks but the changed one with the list it came from, so a change
/// costs about as much in a list of 10,000 events as in a list of 10.
/// </summary>
public sealed class EventList : IReadOnlyList<RecordedEvent<WaybillEvent>>
{
    private const int ChunkSize = 128;
    private static readonly int[] OneChunk = [0];

    private readonly RecordedEvent<WaybillEvent>[][] chunks;

    /// <summary>The index of each chunk's first event.</summary>
    private readonly int[] starts;

    private EventList(RecordedEvent<WaybillEvent>[][] chunks)
    {
        (this.chunks, starts) = (chunks, OneChunk);
        Count = chunks[0].Length;
        if (chunks.Length == 1) return;
        starts = new int[chunks.Length];
        for (var i = 1; i < chunks.Length; i++)
        {
            starts[i] = Count;
            Count += chunks[i].Length;
        }
    }

    public static EventList Empty { get; } = new([[]]);

    public int Count { get; }

    public RecordedEvent<WaybillEvent> this[int index]
    {
        get
        {
            var chunk = ChunkAt(index);
            return chunks[chunk][index - starts[chunk]];
        }
    }

    public static EventList Of(IEnumerable<RecordedEvent<WaybillEvent>> events)
    {
        RecordedEvent<WaybillEvent>[][] chunks = [.. events.Chunk(ChunkSize)];
        return chunks.Length == 0 ? Empty : new(chunks);
    }

    public EventList Add(params ReadOnlySpan<RecordedEvent<WaybillEvent>> more)
    {
        if (more.Length == 0) return this;
        var last = chunks[^1];
        var fit = Math.Min(ChunkSize - last.Length, more.Length);
        var longer = new RecordedEvent<WaybillEvent>[chunks.Length + (more.Length - fit + ChunkSize - 1) / ChunkSize][];
        chunks.CopyTo(longer, 0);
        longer[chunks.Length - 1] = [.. last, .. more[..fit]];
        for (var i = chunks.Length; i < longer.Length; i++)
        {
            var from = fit + (i - chunks.Length) * ChunkSize;
            longer[i] = more[from..Math.Min(from + ChunkSize, more.Length)].ToArray();
        }
        return new(longer);
    }

    /// <summary>The list with an event at its place; this list must be ordered by <paramref name="order"/>.</summary>
    public EventList Insert(RecordedEvent<WaybillEvent> entry, IComparer<RecordedEvent<WaybillEvent>> order)
    {
        if (Count == 0 || order.Compare(this[Count - 1], entry) <= 0) return Add(entry);
        var index = PlaceOf(entry, order);
        var chunk = ChunkAt(index);
        var (full, at) = (chunks[chunk], index - starts[chunk]);
        RecordedEvent<WaybillEvent>[] longer = [.. full.AsSpan(0, at), entry, .. full.AsSpan(at)];
        return longer.Length <= ChunkSize
            ? Replace(chunk, longer)
            : Replace(chunk, longer[..(longer.Length / 2)], longer[(longer.Length / 2)..]);
    }

    /// <summary>The list without an event, if that is in it; this list must be ordered by <paramref name="order"/>.</summary>
    public EventList Remove(RecordedEvent<WaybillEvent> entry, IComparer<RecordedEvent<WaybillEvent>> order)
    {
        var index = PlaceOf(entry, order);
        if (index == Count || !ReferenceEquals(this[index], entry)) return this;
        var chunk = ChunkAt(index);
        var (full, at) = (chunks[chunk], index - starts[chunk]);
        if (full.Length > 1) return Replace(chunk, [.. full.AsSpan(0, at), .. full.AsSpan(at + 1)]);
        return chunks.Length == 1 ? Empty : Replace(chunk);
    }

    /// <summary>The first events.</summary>
    public EventList Take(int count)
    {
        if (count == Count) return this;
        if (count == 0) return Empty;
        var chunk = ChunkAt(count - 1);
        RecordedEvent<WaybillEvent>[][] shorter = chunks[..(chunk + 1)];
        shorter[chunk] = chunks[chunk][..(count - starts[chunk])];
        return new(shorter);
    }

    /// <summary>How many events from the first on fulfil a condition that no later event fulfils after one that does not.</summary>
    public int CountWhile(Func<RecordedEvent<WaybillEvent>, bool> condition)
    {
        var (from, to) = (0, Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (condition(this[middle])) from = middle + 1;
            else to = middle;
        }
        return from;
    }

    public Enumerator GetEnumerator() => new(chunks);

    IEnumerator<RecordedEvent<WaybillEvent>> IEnumerable<RecordedEvent<WaybillEvent>>.GetEnumerator() =>
        chunks.SelectMany(chunk => chunk).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<RecordedEvent<WaybillEvent>>)this).GetEnumerator();

    /// <summary>The events from the last to the first.</summary>
    public IEnumerable<RecordedEvent<WaybillEvent>> Backwards()
    {
        for (var chunk = chunks.Length - 1; chunk >= 0; chunk--)
            for (var i = chunks[chunk].Length - 1; i >= 0; i--)
                yield return chunks[chunk][i];
    }

    // The index of the first event that does not come before the given one.
    private int PlaceOf(RecordedEvent<WaybillEvent> entry, IComparer<RecordedEvent<WaybillEvent>> order) =>
        CountWhile(other => order.Compare(other, entry) < 0);

    private int ChunkAt(int index)
    {
        if (chunks.Length == 1) return 0;
        var found = Array.BinarySearch(starts, index);
        return found >= 0 ? found : ~found - 1;
    }

    private EventList Replace(int chunk, params ReadOnlySpan<RecordedEvent<WaybillEvent>[]> by) =>
        new([.. chunks.AsSpan(0, chunk), .. by, .. chunks.AsSpan(chunk + 1)]);

    /// <summary>Goes through the chunks without an allocation.</summary>
    public struct Enumerator(RecordedEvent<WaybillEvent>[][] chunks)
    {
        private RecordedEvent<WaybillEvent>[] current = chunks[0];
        private int chunk, next;

        public RecordedEvent<WaybillEvent> Current { get; private set; } = null!;

        public bool MoveNext()
        {
            while (next == current.Length)
            {
                if (++chunk >= chunks.Length) return false;
                (current, next) = (chunks[chunk], 0);
            }
            Current = current[next++];
            return true;
        }
    }
}
