using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Reference;

/// <summary>A reference event with its version: its place among the events of the same kind and name.</summary>
/// <param name="Version">From 1.</param>
/// <param name="From">When it comes into force.</param>
public sealed record InForce<T>(T Event, int Version, DateTimeOffset From, RecordedEvent<DomainEvent> Entry) where T : ReferenceEvent;

/// <summary>All versions of one item, in the order in which they were recorded.</summary>
internal sealed class Versions<T> where T : ReferenceEvent
{
    public static readonly Versions<T> None = new([]);

    private readonly InForce<T>[] all;

    private Versions(InForce<T>[] all) => this.all = all;

    public IReadOnlyList<InForce<T>> All => all;

    public Versions<T> With(T fact, DateTimeOffset from, RecordedEvent<DomainEvent> entry) =>
        new([.. all, new(fact, all.Length + 1, from, entry)]);

    /// <summary>The version that begins last of those that have begun; of several that begin together, the one recorded last.</summary>
    /// <param name="before">Considers only events before this position of the log.</param>
    public InForce<T>? At(DateTimeOffset at, long before = long.MaxValue)
    {
        InForce<T>? found = null;
        foreach (var version in all)
            if (version.From <= at && version.Entry.Position < before && (found is null || version.From >= found.From)) found = version;
        return found;
    }

    /// <summary>The same of those that were recorded before a time, whenever they begin.</summary>
    public T? KnownBefore(DateTimeOffset time)
    {
        InForce<T>? found = null;
        foreach (var version in all)
            if (version.Entry.RecordedAt < time && (found is null || version.From >= found.From)) found = version;
        return found?.Event;
    }
}
