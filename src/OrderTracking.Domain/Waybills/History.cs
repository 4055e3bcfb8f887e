using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>
/// A waybill's whole stream, as it was recorded and as it happened. Immutable; what is computed from it is computed once, and carried over
/// to a longer history.
/// </summary>
public sealed class History
{
    /// <summary>Up to this many events are looked through by id; above, an index finds them.</summary>
    private const int MaxWithoutIndex = 32;

    private static readonly ImmutableDictionary<Guid, RecordedEvent<WaybillEvent>> NoEvents =
        ImmutableDictionary<Guid, RecordedEvent<WaybillEvent>>.Empty;

    private ImmutableDictionary<Guid, RecordedEvent<WaybillEvent>>? byId, corrections;
    private EventList? effectiveEvents;
    private Received? order;
    private StrongBox<Closing?>? closing;
    private StrongBox<OrderGaps?>? gaps;
    private StrongBox<RecordedEvent<WaybillEvent>?>? inHand;

    /// <param name="version">
    /// The stream's version, where its last event was set aside and so is not among <paramref name="recorded"/>.
    /// </param>
    public History(string waybill, IReadOnlyList<RecordedEvent<WaybillEvent>> recorded, long version = 0)
        : this(waybill, recorded as EventList ?? EventList.Of(recorded), version)
    {
    }

    private History(string waybill, EventList events, long version)
    {
        (Waybill, Events) = (waybill, events);
        Version = Math.Max(version, events.Count == 0 ? 0 : events[events.Count - 1].Version);
    }

    public string Waybill { get; }

    /// <summary>Every event, in order of version. Versions have gaps where events were set aside.</summary>
    public EventList Events { get; }

    /// <summary>The stream's version, at which events are appended: that of its last event, set aside or not.</summary>
    public long Version { get; }

    /// <summary>Position of the last of <see cref="Events"/>.</summary>
    public long Position => Events.Count == 0 ? 0 : Events[^1].Position;

    /// <summary>The ids of corrected events, each with its correction. A correction that was itself corrected has no effect.</summary>
    public IReadOnlyDictionary<Guid, RecordedEvent<WaybillEvent>> Corrections => corrections ??= FindCorrections();

    /// <summary>
    /// The events that count, in order of occurrence: by instant, then the type's rank, then id; never by position. Corrections and what
    /// they correct are left out.
    /// </summary>
    public EventList EffectiveEvents =>
        effectiveEvents ??= EventList.Of(Events.Where(entry => entry.Event is not Corrected && !Corrections.ContainsKey(entry.Id))
            .Order(OccurrenceComparer.Order));

    /// <summary>The first Received that counts, with what amendments filled in; null when there is none.</summary>
    public Received? Order => order ??= Orders.Of(EffectiveEvents);

    /// <summary>How it ended; null while pieces are outstanding, and where there is no order.</summary>
    internal Closing? Closing =>
        (closing ??= new(Order is { } received ? Closing.Of(EffectiveEvents, received.Pieces) : null)).Value;

    /// <summary>What its order lacks; null for one that never lacked anything, and where there is no order.</summary>
    public OrderGaps? Gaps => (gaps ??= new(OrderGaps.Of(this))).Value;

    /// <summary>The event with which the goods came into our hands; null while they have not, and where there is no order.</summary>
    internal RecordedEvent<WaybillEvent>? InHand => (inHand ??= new(Order is { } received ? GoodsInHand.Of(this, received) : null)).Value;

    public RecordedEvent<WaybillEvent>? Find(Guid id)
    {
        if (Events.Count > MaxWithoutIndex) return (byId ??= Index(NoEvents, Events)).GetValueOrDefault(id);
        foreach (var entry in Events)
            if (entry.Id == id) return entry;
        return null;
    }

    /// <summary>
    /// The history with more events. What is computed of this one is carried over, and only the new events are added to it.
    /// </summary>
    public History With(IReadOnlyCollection<RecordedEvent<WaybillEvent>> more)
    {
        var added = more as RecordedEvent<WaybillEvent>[] ?? [.. more];
        if (Array.Exists(added, entry => entry.Event is PersonErased)) return new(Waybill, Forget([.. Events, .. added]), Version);
        var longer = new History(Waybill, Events.Add(added), Version) { byId = byId is null ? null : Index(byId, added) };
        if (effectiveEvents is null) return longer;
        var (effective, corrected) = (effectiveEvents, corrections ?? NoEvents);
        foreach (var entry in added)
            if (entry.Event is not Corrected correction)
            {
                if (!corrected.ContainsKey(entry.Id)) effective = effective.Insert(entry, OccurrenceComparer.Order);
            }
            else if (longer.Find(correction.EventId) is { Event: not Corrected } target && !corrected.ContainsKey(entry.Id))
            {
                if (corrected.ContainsKey(target.Id)) continue;
                corrected = corrected.Add(target.Id, entry);
                effective = effective.Remove(target, OccurrenceComparer.Order);
            }
            else
            {
                // The correction of a correction makes events count again: all is computed anew.
                return longer;
            }
        (longer.effectiveEvents, longer.corrections) = (effective, corrected);
        if (ReferenceEquals(corrected, corrections ?? NoEvents)) longer.Keep(this, added);
        return longer;
    }

    // A history that was read before a person was erased may not show that person afterwards.
    private static RecordedEvent<WaybillEvent>[] Forget(RecordedEvent<WaybillEvent>[] events)
    {
        for (var i = 0; i < events.Length; i++)
            if (events[i].Event is PersonErased erased)
                for (var j = 0; j < i; j++)
                    events[j] = events[j] with { Event = Persons.Erase(events[j].Event, erased.Role) };
        return events;
    }

    /// <summary>What had happened by then. Corrections count by when they were recorded, so they stay.</summary>
    public History AsOf(DateTimeOffset time) => Where(entry => entry.Event is Corrected || entry.Event.OccurredAt <= time);

    /// <summary>What had been recorded by then.</summary>
    public History KnownAt(DateTimeOffset time) => Where(entry => entry.RecordedAt <= time);

    /// <summary>The events at or before a position: an exact prefix of the log.</summary>
    public History KnownAtPosition(long position) =>
        Position <= position ? this : First(Events.CountWhile(entry => entry.Position <= position));

    /// <summary>The stream up to a version.</summary>
    public History KnownAtVersion(long version) =>
        Version <= version ? this : First(Events.CountWhile(entry => entry.Version <= version));

    private History Where(Func<RecordedEvent<WaybillEvent>, bool> counts) => new(Waybill, EventList.Of(Events.Where(counts)), 0);

    // The reverse of With: what is computed of this history is carried over without the events left out, unless these correct others.
    private History First(int count)
    {
        var shorter = new History(Waybill, Events.Take(count), 0);
        if (effectiveEvents is null) return shorter;
        var (effective, left) = (effectiveEvents, new RecordedEvent<WaybillEvent>[Events.Count - count]);
        for (var i = count; i < Events.Count; i++)
        {
            if (Events[i].Event is Corrected) return shorter;
            left[i - count] = Events[i];
            effective = effective.Remove(Events[i], OccurrenceComparer.Order);
        }
        (shorter.effectiveEvents, shorter.corrections) = (effective, corrections);
        shorter.Keep(this, left);
        return shorter;
    }

    // Takes over what follows from other types of events than those by which the two histories differ.
    private void Keep(History other, ReadOnlySpan<RecordedEvent<WaybillEvent>> difference)
    {
        (order, closing, gaps, inHand) = (other.order, other.closing, other.gaps, other.inHand);
        foreach (var entry in difference)
        {
            if (entry.Event is Received) (order, closing, gaps, inHand) = (null, null, null, null);
            else if (entry.Event is OrderAmended) (order, gaps) = (null, null);
            else if (entry.Event is TermsSet) gaps = null;
            else if (Closing.PiecesSettledBy(entry.Event) > 0) closing = null;
            if (GoodsInHand.IsRelevant(entry.Event)) inHand = null;
        }
    }

    // A correction is recorded after what it corrects: going backwards, each correction is judged before its target.
    private ImmutableDictionary<Guid, RecordedEvent<WaybillEvent>> FindCorrections()
    {
        ImmutableDictionary<Guid, RecordedEvent<WaybillEvent>>.Builder? found = null;
        foreach (var entry in Events.Backwards())
            if (entry.Event is Corrected correction && found?.ContainsKey(entry.Id) is not true)
                (found ??= NoEvents.ToBuilder())[correction.EventId] = entry;
        return found?.ToImmutable() ?? NoEvents;
    }

    private static ImmutableDictionary<Guid, RecordedEvent<WaybillEvent>> Index(
        ImmutableDictionary<Guid, RecordedEvent<WaybillEvent>> known, IEnumerable<RecordedEvent<WaybillEvent>> events)
    {
        var index = known.ToBuilder();
        foreach (var entry in events) index.TryAdd(entry.Id, entry);
        return index.ToImmutable();
    }
}

/// <summary>Orders events by when they happened.</summary>
public sealed class OccurrenceComparer : IComparer<RecordedEvent<WaybillEvent>>
{
    public static readonly OccurrenceComparer Order = new();

    public int Compare(RecordedEvent<WaybillEvent>? x, RecordedEvent<WaybillEvent>? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var byInstant = x.Event.OccurredAt.UtcTicks.CompareTo(y.Event.OccurredAt.UtcTicks);
        if (byInstant != 0) return byInstant;
        var byRank = EventTypes.Of(x.Event).Rank.CompareTo(EventTypes.Of(y.Event).Rank);
        return byRank != 0 ? byRank : x.Id.CompareTo(y.Id);
    }
}

/// <summary>
/// The positions of events that have been decided and are not stored yet: after every position of the log, so that what is decided next
/// takes them for the newest. They are never written.
/// </summary>
public static class PendingPosition
{
    public const long First = long.MaxValue / 2;
}
