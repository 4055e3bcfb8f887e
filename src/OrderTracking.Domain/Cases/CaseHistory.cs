using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Cases;

/// <summary>An event as the sender of a case submits it.</summary>
/// <param name="Event">One of the case's events, or a correction.</param>
public sealed record SubmittedCaseEvent(Guid Id, DomainEvent Event, string? Correlation = null, string? Sender = null)
{
    public SubmittedCaseEvent From(SubmissionOrigin origin) =>
        this with { Sender = origin.Sender, Correlation = Correlation ?? origin.Correlation };
}

/// <summary>
/// A case's whole stream, as it was recorded and as it happened. It obeys the same clocks as a waybill's <see cref="History"/>; a case has
/// some dozens of events, so everything is worked out anew from the list.
/// </summary>
public sealed class CaseHistory
{
    private IReadOnlyDictionary<Guid, RecordedEvent<DomainEvent>>? corrections;
    private IReadOnlyList<RecordedEvent<DomainEvent>>? effectiveEvents;

    /// <param name="version">The stream's version, where its last event was set aside and so is not among the events.</param>
    public CaseHistory(string stream, IReadOnlyList<RecordedEvent<DomainEvent>> events, long version = 0) =>
        (Stream, Events, Version) = (stream, events, Math.Max(version, events.Count == 0 ? 0 : events[^1].Version));

    /// <summary>The stream's key: kind, colon, number.</summary>
    public string Stream { get; }

    public string Number => Stream[(Stream.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Every event, in order of version.</summary>
    public IReadOnlyList<RecordedEvent<DomainEvent>> Events { get; }

    public long Version { get; }

    public long Position => Events.Count == 0 ? 0 : Events[^1].Position;

    /// <summary>The ids of corrected events, each with its correction. A correction that was itself corrected has no effect.</summary>
    public IReadOnlyDictionary<Guid, RecordedEvent<DomainEvent>> Corrections => corrections ??= FindCorrections();

    /// <summary>
    /// The events that count, in order of occurrence: by instant, then the type's rank, then version: of two of a type at one
    /// instant the one recorded first was possible. Left out are corrections, what they correct, and what a rule made of that.
    /// </summary>
    public IReadOnlyList<RecordedEvent<DomainEvent>> EffectiveEvents => effectiveEvents ??=
    [
        .. Events.Where(entry => entry.Event is CaseEvent && !Corrections.ContainsKey(entry.Id)
                && !(entry is { Source: EventSource.System, Causation: { } cause } && Corrections.ContainsKey(cause)))
            .OrderBy(entry => entry.Event.OccurredAt.UtcTicks).ThenBy(entry => EventTypes.Of(entry.Event).Rank)
            .ThenBy(entry => entry.Version),
    ];

    /// <summary>Every event in the order in which people read them: as they happened, and what became due by an event after it.</summary>
    public IEnumerable<RecordedEvent<DomainEvent>> Timeline => Events.OrderBy(entry => entry.Event.OccurredAt.UtcTicks)
        .ThenBy(entry => entry.Event is StepDue).ThenBy(entry => EventTypes.Of(entry.Event).Rank).ThenBy(entry => entry.Version);

    public RecordedEvent<DomainEvent>? Find(Guid id) => Events.FirstOrDefault(entry => entry.Id == id);

    public CaseHistory With(IEnumerable<RecordedEvent<DomainEvent>> more) => new(Stream, [.. Events, .. more], Version);

    /// <summary>What had happened by then. Corrections count by when they were recorded, so they stay.</summary>
    public CaseHistory AsOf(DateTimeOffset time) => Where(entry => entry.Event is Corrected || entry.Event.OccurredAt <= time);

    /// <summary>What had been recorded by then.</summary>
    public CaseHistory KnownAt(DateTimeOffset time) => Where(entry => entry.RecordedAt <= time);

    /// <summary>The events at or before a position.</summary>
    public CaseHistory KnownAtPosition(long position) => Position <= position ? this : Where(entry => entry.Position <= position);

    /// <summary>The stream up to a version.</summary>
    public CaseHistory KnownAtVersion(long version) => Version <= version ? this : Where(entry => entry.Version <= version);

    private CaseHistory Where(Func<RecordedEvent<DomainEvent>, bool> counts) => new(Stream, [.. Events.Where(counts)]);

    // A correction is recorded after what it corrects: going backwards, each correction is judged before its target.
    private Dictionary<Guid, RecordedEvent<DomainEvent>> FindCorrections()
    {
        var found = new Dictionary<Guid, RecordedEvent<DomainEvent>>();
        for (var i = Events.Count - 1; i >= 0; i--)
            if (Events[i].Event is Corrected correction && !found.ContainsKey(Events[i].Id)) found[correction.EventId] = Events[i];
        return found;
    }
}
