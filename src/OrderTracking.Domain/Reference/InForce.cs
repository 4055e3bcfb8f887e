using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Reference;

/// <summary>What was laid down, with its place among what was laid down of the same kind and name.</summary>
/// <param name="Version">1 for the first.</param>
/// <param name="From">Since when it is in force.</param>
public sealed record InForce<T>(T Event, int Version, DateTimeOffset From, RecordedEvent<DomainEvent> Entry) where T : ReferenceEvent;

/// <summary>All versions of one thing, in the order in which they were recorded.</summary>
internal sealed class Versions<T> where T : ReferenceEvent
{
    public static readonly Versions<T> None = new([]);

    private readonly InForce<T>[] all;

    private Versions(InForce<T>[] all) => this.all = all;

    public IReadOnlyList<InForce<T>> All => all;

    public Versions<T> With(T fact, DateTimeOffset from, RecordedEvent<DomainEvent> entry) => new([.. all, new(fact, all.Length + 1, from, entry)]);

    /// <summary>
    /// The version that begins last of those that have begun; of several that begin together, the one recorded last.
    /// </summary>
    /// <param name="before">Only what stands before this position of the log.</param>
    public InForce<T>? At(DateTimeOffset at, long before = long.MaxValue)
    {
        InForce<T>? found = null;
        foreach (var version in all)
            if (version.From <= at && version.Entry.Position < before && (found is null || version.From >= found.From)) found = version;
        return found;
    }
}
