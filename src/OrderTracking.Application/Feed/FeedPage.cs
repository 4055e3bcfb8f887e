using OrderTracking.Application.Access;

namespace OrderTracking.Application.Feed;

/// <summary>
/// A part of the log as the feed shows it, shared by all subscribers. It finds the events of a stream, an account or a station by an
/// index, so that a thousand subscribers of a few accounts each do not look at every event a thousand times.
/// </summary>
/// <param name="from">The position before its first.</param>
/// <param name="to">Its last position; of reference data and events set aside it has the positions only.</param>
public sealed class FeedPage(long from, long to, IReadOnlyList<FeedEvent> events)
{
    private readonly Lazy<ILookup<string, FeedEvent>> byStream = new(() => events.ToLookup(entry => entry.Stream));
    private readonly Lazy<ILookup<string, FeedEvent>> byAccount = new(() =>
        events.Where(entry => entry.Access.Account is not null).ToLookup(entry => entry.Access.Account!));
    private readonly Lazy<ILookup<string, FeedEvent>> byStation = new(() =>
        events.SelectMany(entry => entry.Access.Visits.Select(visit => (visit.Station, entry)))
            .ToLookup(visited => visited.Station, visited => visited.entry));

    public long From => from;

    public long To => to;

    public IReadOnlyList<FeedEvent> Events => events;

    /// <summary>About what it takes in memory, its indexes included.</summary>
    public long Bytes { get; } = 2_000 + events.Sum(entry => (long)entry.Bytes);

    /// <summary>The events after a position that a caller may see and wants, in order, and how much of each the caller is shown.</summary>
    /// <param name="scope">Which waybills the caller may see.</param>
    /// <param name="cases">Which cases of each kind; no more than of waybills. A kind that is left out is not for the caller.</param>
    public IEnumerable<(FeedEvent Event, Disclosure Disclosure)> For(
        AccessScope scope, IReadOnlyDictionary<string, AccessScope> cases, FeedFilter filter, long after)
    {
        foreach (var entry in Candidates(scope, filter))
            if (entry.Position > after && filter.Includes(entry)
                && (entry.Kind is { } kind ? cases.GetValueOrDefault(kind) : scope)?.Of(entry.Access) is { } disclosure)
                yield return (entry, disclosure);
    }

    private IEnumerable<FeedEvent> Candidates(AccessScope scope, FeedFilter filter)
    {
        if (filter.Waybill is { } waybill) return byStream.Value[waybill];
        if (filter.Account is { } account) return byAccount.Value[account];
        if (scope.IsEverything) return events;
        string[] accounts = [.. (scope.AnyAccounts ?? []).Concat(scope.Parts?.Select(part => part.Account) ?? []).Distinct()];
        var stations = scope.Stations ?? [];
        return (accounts, stations.Count) switch
        {
            _ when accounts.Length + stations.Count >= events.Count => events,
            ([var only], 0) => byAccount.Value[only],
            _ => accounts.SelectMany(one => byAccount.Value[one]).Concat(stations.SelectMany(one => byStation.Value[one]))
                .Distinct().OrderBy(entry => entry.Position),
        };
    }
}
