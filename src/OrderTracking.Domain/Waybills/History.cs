using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Waybills;

/// <summary>
/// A waybill's whole stream, as it was recorded and as it happened. Immutable; what is computed from it is computed once.
/// </summary>
/// <param name="version">The stream's version, where its last event was set aside and so is not among <paramref name="recorded"/>.</param>
public sealed class History(string waybill, IReadOnlyList<RecordedEvent<WaybillEvent>> recorded, long version = 0)
{
    private static readonly Dictionary<Guid, RecordedEvent<WaybillEvent>> NoCorrections = [];

    private Dictionary<Guid, RecordedEvent<WaybillEvent>>? corrections;
    private IReadOnlyList<RecordedEvent<WaybillEvent>>? effectiveEvents;

    public string Waybill { get; } = waybill;

    /// <summary>Every event, in order of version. Versions have gaps where events were set aside.</summary>
    public IReadOnlyList<RecordedEvent<WaybillEvent>> Events { get; } = recorded;

    /// <summary>The stream's version, at which events are appended: that of its last event, set aside or not.</summary>
    public long Version { get; } = Math.Max(version, recorded.Count == 0 ? 0 : recorded[^1].Version);

    /// <summary>Position of the last of <see cref="Events"/>.</summary>
    public long Position => Events.Count == 0 ? 0 : Events[^1].Position;

    /// <summary>The ids of corrected events, each with its correction. A correction that was itself corrected has no effect.</summary>
    public IReadOnlyDictionary<Guid, RecordedEvent<WaybillEvent>> Corrections => corrections ??= FindCorrections();

    /// <summary>
    /// The events that count, in order of occurrence: by instant, then the type's rank, then id; never by position. Corrections and what
    /// they correct are left out.
    /// </summary>
    public IReadOnlyList<RecordedEvent<WaybillEvent>> EffectiveEvents =>
        effectiveEvents ??= [.. Events.Where(entry => entry.Event is not Corrected && !Corrections.ContainsKey(entry.Id))
            .Order(OccurrenceComparer.Order)];

    /// <summary>
    /// The history with more events. In the ordinary case, where these also happened last and correct nothing, computed values are extended
    /// and not computed again.
    /// </summary>
    public History With(IReadOnlyCollection<RecordedEvent<WaybillEvent>> more)
    {
        var longer = new History(Waybill, [.. Events, .. more], Version);
        if (effectiveEvents is null) return longer;
        var last = effectiveEvents.Count == 0 ? null : effectiveEvents[^1];
        foreach (var entry in more)
        {
            if (entry.Event is Corrected || (last is not null && OccurrenceComparer.Order.Compare(last, entry) > 0)) return longer;
            last = entry;
        }
        longer.effectiveEvents = [.. effectiveEvents, .. more];
        longer.corrections = corrections;
        return longer;
    }

    /// <summary>What had happened by then. Corrections count by when they were recorded, so they stay.</summary>
    public History AsOf(DateTimeOffset time) => Where(entry => entry.Event is Corrected || entry.Event.OccurredAt <= time);

    /// <summary>What had been recorded by then.</summary>
    public History KnownAt(DateTimeOffset time) => Where(entry => entry.RecordedAt <= time);

    /// <summary>The events at or before a position: an exact prefix of the log.</summary>
    public History KnownAtPosition(long position) =>
        Position <= position ? this : Where(entry => entry.Position <= position);

    /// <summary>The stream up to a version.</summary>
    public History KnownAtVersion(long version) => Version <= version ? this : Where(entry => entry.Version <= version);

    private History Where(Func<RecordedEvent<WaybillEvent>, bool> counts) => new(Waybill, [.. Events.Where(counts)]);

    // A correction is recorded after what it corrects: going backwards, each correction is judged before its target.
    private Dictionary<Guid, RecordedEvent<WaybillEvent>> FindCorrections()
    {
        Dictionary<Guid, RecordedEvent<WaybillEvent>>? found = null;
        for (var i = Events.Count - 1; i >= 0; i--)
            if (Events[i].Event is Corrected correction && found?.ContainsKey(Events[i].Id) is not true)
                (found ??= [])[correction.EventId] = Events[i];
        return found ?? NoCorrections;
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
