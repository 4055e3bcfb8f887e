namespace OrderTracking.Domain.Waybills;

/// <summary>
/// A waybill's whole stream and the two ways to look at it: as it was recorded, and as it happened. It never changes;
/// what is computed from it is computed once.
/// </summary>
/// <param name="version">The stream's, where its last event is not among <paramref name="recorded"/>.</param>
public sealed class History(string waybill, IReadOnlyList<RecordedEvent<WaybillEvent>> recorded, long version = 0)
{
    private static readonly Dictionary<Guid, RecordedEvent<WaybillEvent>> NoCorrections = [];

    private Dictionary<Guid, RecordedEvent<WaybillEvent>>? corrections;
    private IReadOnlyList<RecordedEvent<WaybillEvent>>? effectiveEvents;

    public string Waybill { get; } = waybill;

    /// <summary>Every event, in order of version. Versions have gaps where events were set aside.</summary>
    public IReadOnlyList<RecordedEvent<WaybillEvent>> Events { get; } = recorded;

    /// <summary>The stream's, by which it is appended to: of its last event, also where that was set aside.</summary>
    public long Version { get; } = Math.Max(version, recorded.Count == 0 ? 0 : recorded[^1].Version);

    /// <summary>Of the last of <see cref="Events"/>.</summary>
    public long Position => Events.Count == 0 ? 0 : Events[^1].Position;

    /// <summary>What was corrected, each with the correction. A correction that was itself corrected strikes nothing.</summary>
    public IReadOnlyDictionary<Guid, RecordedEvent<WaybillEvent>> Corrections => corrections ??= FindCorrections();

    /// <summary>
    /// What counts, in order of occurrence: by instant, then rank in a waybill's life, then id; never by position.
    /// Corrections and what they strike are left out.
    /// </summary>
    public IReadOnlyList<RecordedEvent<WaybillEvent>> EffectiveEvents =>
        effectiveEvents ??= [.. Events.Where(entry => entry.Event is not Corrected && !Corrections.ContainsKey(entry.Id)).Order(OccurrenceComparer.Order)];

    /// <summary>
    /// The history some events later. Where these also happened last and correct nothing, which is the ordinary case, what was
    /// worked out stays true and is carried on.
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

    /// <summary>What had happened by then. Corrections count by when they were known, so they stay.</summary>
    public History AsOf(DateTimeOffset time) => Where(entry => entry.Event is Corrected || entry.Event.OccurredAt <= time);

    /// <summary>What had been recorded by then.</summary>
    public History KnownAt(DateTimeOffset time) => Where(entry => entry.RecordedAt <= time);

    /// <summary>An exact prefix of the log.</summary>
    public History KnownAtPosition(long position) =>
        Position <= position ? this : Where(entry => entry.Position <= position);

    /// <summary>The stream up to a version.</summary>
    public History KnownAtVersion(long version) => Version <= version ? this : Where(entry => entry.Version <= version);

    private History Where(Func<RecordedEvent<WaybillEvent>, bool> counts) => new(Waybill, [.. Events.Where(counts)]);

    // A correction is recorded after what it corrects: walking backwards, each correction is judged before its target.
    private Dictionary<Guid, RecordedEvent<WaybillEvent>> FindCorrections()
    {
        Dictionary<Guid, RecordedEvent<WaybillEvent>>? found = null;
        for (var i = Events.Count - 1; i >= 0; i--)
            if (Events[i].Event is Corrected correction && found?.ContainsKey(Events[i].Id) is not true)
                (found ??= [])[correction.EventId] = Events[i];
        return found ?? NoCorrections;
    }
}

/// <summary>The order in which things happened.</summary>
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
