using OrderTracking.Application.Access;
using OrderTracking.Application.Feed;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Epcis;

/// <summary>Events that a query has found, and where the next page begins; null after the last.</summary>
public sealed record EpcisPage(IReadOnlyList<EpcisEvent> Events, EpcisCursor? Next);

/// <summary>
/// Answers queries by an index: those that name waybills or events from their streams, all others from the log in its order, page by page
/// of a bounded part of it, so that a page may be short and still have a next one.
/// </summary>
public sealed class EpcisReader(
    EpcisLinks links, EpcisEvents events, IEventLog log, FeedReader feed, WaybillReader waybills, IPastViews past)
{
    /// <summary>How many waybills a query can name.</summary>
    public const int MaxWaybills = 100;

    private const string Max = "maxEventCount";

    private const int PartsOfPage = 8, PartsOfCount = 64;

    /// <summary>No event happens later after it was recorded.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5), Microsecond = TimeSpan.FromMicroseconds(1);

    private static readonly Dictionary<string, AccessScope> NoCases = [];

    /// <param name="after">Where the page before ended.</param>
    public async Task<(EpcisPage? Page, EpcisQueryFault? Fault)> Read(
        EpcisQuery query, AccessScope scope, EpcisCursor? after, CancellationToken cancellationToken)
    {
        var named = await Named(query, cancellationToken);
        if (named is { Count: > MaxWaybills })
            return (null, new(EpcisFaultKind.TooComplex, "MATCH_epc", $"at most {MaxWaybills} waybills"));
        if (named is null && query.ByEventTime)
            return (null, new(EpcisFaultKind.TooComplex, "orderBy", "recordTime, or waybills that are named by MATCH_epc"));
        if (query.Max is { } max && after is null)
        {
            var all = named is null ? await FromLog(query, scope, null, max + 1, PartsOfCount, cancellationToken)
                : await FromStreams(named, query, scope, null, max + 1, cancellationToken);
            if (all.Events.Count > max) return (null, new(EpcisFaultKind.TooLarge, Max, $"at most {max} events that match"));
            if (all.Next is not null) return (null, new(EpcisFaultKind.TooComplex, Max, "fewer events to look through"));
        }
        var wanted = query.Limit is { } limit ? Math.Min(query.PerPage, limit - (after?.Given ?? 0)) : query.PerPage;
        if (wanted <= 0) return (new([], null), null);
        var page = named is null ? await FromLog(query, scope, after, wanted, PartsOfPage, cancellationToken)
            : await FromStreams(named, query, scope, after, wanted, cancellationToken);
        var given = (after?.Given ?? 0) + page.Events.Count;
        return (page with { Next = given >= query.Limit ? null : page.Next is { } next ? next with { Given = given } : null }, null);
    }

    /// <summary>
    /// What was recorded after a position and matches, in the order of the log: whole events, so a few more than wanted; and how far the
    /// log was looked through.
    /// </summary>
    public async Task<(IReadOnlyList<EpcisEvent> Events, long Position)> After(
        long position, EpcisQuery query, AccessScope scope, int wanted, CancellationToken cancellationToken)
    {
        var found = new List<EpcisEvent>();
        for (var part = 0; part < PartsOfPage; part++)
        {
            if (await feed.Read(position, FeedReader.PageSize, cancellationToken) is not { } page) break;
            foreach (var (entry, disclosure) in page.For(scope, NoCases, new(), position))
            {
                if (found.Count >= wanted) return (found, position);
                found.AddRange((await Of(entry, disclosure, cancellationToken)).Where(query.Matches));
                position = entry.Position;
            }
            position = page.To;
        }
        return (found, position);
    }

    /// <summary>The EPCIS events that an event of the feed is.</summary>
    public async ValueTask<IReadOnlyList<EpcisEvent>> Of(FeedEvent found, Disclosure disclosure, CancellationToken cancellationToken)
    {
        if (found.Kind is not null || found.Entry.Event is not WaybillEvent waybillEvent
            || (waybillEvent is not Corrected && EpcisStep.Of(waybillEvent).Count == 0)) return [];
        // What was corrected is earlier in the stream.
        var history = waybillEvent is Corrected ? (await waybills.Current(found.Stream, cancellationToken)).History : null;
        return events.Of(found.Stream, OfWaybill(found.Entry, waybillEvent), disclosure, history);
    }

    // The waybills that the events are of, where the query says; null where it does not.
    private async Task<IReadOnlyCollection<string>?> Named(EpcisQuery query, CancellationToken cancellationToken)
    {
        if (query.Find("EQ_eventID") is { } eventIds)
        {
            var ids = eventIds.Values.Select(EpcisIds.IdOf).ToList();
            return Waybills((await log.Find([.. ids.Union(ids.Select(EpcisIds.UnloadingOf))], cancellationToken)).Values);
        }
        foreach (var name in (string[])["MATCH_epc", "MATCH_anyEPC", "EQ_bizTransaction_bol"])
            if (query.Find(name) is { } addresses && (name != "MATCH_anyEPC" || !addresses.Values.Any(IsParent)))
                return [.. addresses.Values.Select(links.WaybillOf).OfType<string>().Distinct()];
        foreach (var name in (string[])["MATCH_epcClass", "MATCH_anyEPCClass"])
            if (query.Find(name) is { } classes) return [.. classes.Values.Select(links.PiecesIn).OfType<string>().Distinct()];
        return null;
    }

    private bool IsParent(string address) =>
        links.VehicleOf(address) is not null || links.LoadingListOf(address) is not null || links.LoadOf(address) is not null;

    private static List<string> Waybills(IEnumerable<string> streams) => [.. streams
        .Where(stream => Domain.Reference.ReferenceStreams.IsWaybill(stream) && !CaseStreams.IsCase(stream)).Distinct()];

    private async Task<EpcisPage> FromStreams(IReadOnlyCollection<string> numbers, EpcisQuery query, AccessScope scope, EpcisCursor? after,
        int wanted, CancellationToken cancellationToken)
    {
        var matching = new List<(EpcisCursor At, EpcisEvent Event)>();
        foreach (var number in numbers)
        {
            var history = (await waybills.Current(number, cancellationToken)).History;
            if (scope.Of(history) is not { } disclosure) continue;
            foreach (var entry in history.Events)
                foreach (var (index, one) in events.Of(number, entry, disclosure, history).Index())
                    if (query.Matches(one))
                        matching.Add((new(query.ByEventTime ? one.At.UtcTicks : 0, entry.Position, index, 0), one));
        }
        var order = Comparer<EpcisCursor>.Create((one, other) =>
            (one.Time, one.Position, one.Index).CompareTo((other.Time, other.Position, other.Index)) * (query.IsNewestFirst ? -1 : 1));
        var rest = matching.Where(found => after is null || order.Compare(found.At, after) > 0).OrderBy(found => found.At, order)
            .Take(wanted + 1).ToList();
        return rest.Count > wanted ? new([.. rest.Take(wanted).Select(found => found.Event)], rest[wanted - 1].At)
            : new([.. rest.Select(found => found.Event)], null);
    }

    private async Task<EpcisPage> FromLog(
        EpcisQuery query, AccessScope scope, EpcisCursor? after, int wanted, int parts, CancellationToken cancellationToken)
    {
        var (from, to) = await Bounds(query, cancellationToken);
        var found = new List<EpcisEvent>();
        // Forward the last position that was looked at, backward the first.
        var at = query.IsNewestFirst ? Math.Min(to, (after?.Position ?? to + 1) - 1) : Math.Max(from, after?.Position ?? 0);
        // Of a position that is several events, some may have been given already.
        if (after is { Index: < EpcisCursor.Whole }) at += query.IsNewestFirst ? 1 : -1;
        for (var part = 0; part < parts && (query.IsNewestFirst ? at > from : at < to); part++)
        {
            var (low, high) = query.IsNewestFirst ? (Math.Max(from, at - FeedReader.PageSize), at) : (at, to);
            var entries = await Part(low, high, query.IsNewestFirst, scope, cancellationToken);
            foreach (var (entry, disclosure) in entries.Events)
            {
                var all = (await Of(entry, disclosure, cancellationToken)).Index();
                foreach (var (index, one) in query.IsNewestFirst ? all.Reverse() : all)
                {
                    var isGiven = after is not null && after.Position == entry.Position
                        && (query.IsNewestFirst ? index >= after.Index : index <= after.Index);
                    if (isGiven || !query.Matches(one)) continue;
                    found.Add(one);
                    if (found.Count == wanted) return new(found, new(0, entry.Position, index, 0));
                }
            }
            at = query.IsNewestFirst ? low : entries.To;
        }
        var isOver = query.IsNewestFirst ? at <= from : at >= to;
        return new(found, isOver ? null : new(0, query.IsNewestFirst ? at + 1 : at, EpcisCursor.Whole, 0));
    }

    // A part of the log after a position, up to another: forward one page of it, backward all of it, the newest first.
    private async Task<(IReadOnlyList<(FeedEvent Event, Disclosure Disclosure)> Events, long To)> Part(
        long low, long high, bool isNewestFirst, AccessScope scope, CancellationToken cancellationToken)
    {
        var read = new List<(FeedEvent, Disclosure)>();
        var at = low;
        do
        {
            // A page ends early where its events are large.
            if (await feed.Read(at, (int)Math.Min(FeedReader.PageSize, high - at), cancellationToken) is not { } page)
            {
                at = high;
                break;
            }
            read.AddRange(page.For(scope, NoCases, new(), at).Where(found => found.Event.Position <= high));
            at = Math.Min(page.To, high);
        }
        while (isNewestFirst && at < high);
        if (isNewestFirst) read.Reverse();
        return (read, at);
    }

    // Positions and record times grow together, and record time is at most 5 minutes behind the event's own.
    private async Task<(long From, long To)> Bounds(EpcisQuery query, CancellationToken cancellationToken)
    {
        var (from, to) = (0L, query.RecordedBefore is { } before
            ? (await past.Last(Before(before, Microsecond), null, cancellationToken)).Position : await log.Head(cancellationToken));
        DateTimeOffset?[] earliest =
            [query.RecordedFrom, query.HappenedFrom is { } happened ? Before(happened, MaxAhead) : null];
        if (earliest.Max() is { } since) from = (await past.Last(Before(since, Microsecond), null, cancellationToken)).Position;
        return (from, to);
    }

    private static DateTimeOffset Before(DateTimeOffset time, TimeSpan by) => new(Math.Max(0, time.UtcTicks - by.Ticks), TimeSpan.Zero);

    private static RecordedEvent<WaybillEvent> OfWaybill(RecordedEvent<DomainEvent> entry, WaybillEvent waybillEvent) =>
        new(entry.Id, entry.Position, entry.Version, entry.RecordedAt, entry.Source, entry.Correlation, entry.Causation, waybillEvent)
        {
            Sender = entry.Sender,
        };
}
