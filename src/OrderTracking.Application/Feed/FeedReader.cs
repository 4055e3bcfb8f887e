using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Reference;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Feed;

/// <summary>
/// Reads the log in pages for the feed, with what decides who may see each waybill: once for a page, however many subscribers receive it.
/// </summary>
public sealed class FeedReader(IEventLog log, WaybillCache cache, LogEpoch epoch, IFeedWriter writer)
{
    /// <summary>How many events a page has at most.</summary>
    public const int PageSize = 512;

    /// <summary>The next page after a position; null at the end of the log.</summary>
    /// <exception cref="UnreadableEventException">The next event cannot be read: the feed does not pass it by.</exception>
    public async Task<FeedPage?> Read(long after, int limit, CancellationToken cancellationToken)
    {
        var entries = await log.ReadAll(after, limit, cancellationToken);
        if (entries.Count == 0) return null;
        var last = new Dictionary<string, long>();
        foreach (var entry in entries)
            if (ReferenceStreams.IsWaybill(entry.Stream)) last[entry.Stream] = entry.Entry.Position;
        var access = await Access(last, cancellationToken);
        foreach (var stream in entries.Select(entry => entry.Stream).Where(CaseStreams.IsCase).Distinct())
            access[stream] = await CaseAccessOf(stream, cancellationToken);
        return new(after, entries[^1].Entry.Position, [.. entries.Where(entry => access.ContainsKey(entry.Stream))
            .Select(entry => new FeedEvent(entry.Stream, access[entry.Stream], entry.Entry, writer))]);
    }

    // There are few events of cases. Whose a case is cannot be told where one of its events cannot be read.
    private async Task<WaybillAccess> CaseAccessOf(string stream, CancellationToken cancellationToken)
    {
        try
        {
            return CaseAccess.Of((await log.ReadCases([stream], cancellationToken))[0]);
        }
        catch (UnreadableEventException)
        {
            return new(null, null, []);
        }
    }

    // Of each waybill as it is at the page's last event of it or later. Only long ones are kept when they were read: a subscriber that
    // reads old history must not push out of the cache what is being recorded on.
    private async Task<Dictionary<string, WaybillAccess>> Access(Dictionary<string, long> last, CancellationToken cancellationToken)
    {
        var (access, missing, readIn) = (new Dictionary<string, WaybillAccess>(last.Count), new List<string>(), epoch.Current);
        foreach (var (number, position) in last)
        {
            var waybill = cache.Find(number);
            if (waybill?.History.Position < position && waybill.History.Events.Count > WaybillReader.Long)
            {
                waybill = await log.ReadAfter(waybill.History, cancellationToken) is { } more ? waybill.With(more) : null;
                if (waybill is not null) cache.Keep(waybill, readIn);
            }
            if (waybill?.History.Position >= position) access[number] = WaybillAccess.Of(waybill.History);
            else missing.Add(number);
        }
        if (missing.Count == 0) return access;
        var (readable, unreadable) = await log.ReadApart(missing, cancellationToken);
        foreach (var history in readable)
        {
            access[history.Waybill] = WaybillAccess.Of(history);
            if (history.Events.Count > WaybillReader.Long) cache.Keep(Waybill.Of(history), readIn);
        }
        // Another event of the waybill cannot be read: the others say who may see this one.
        foreach (var stream in unreadable) access[stream.First.Stream] = WaybillAccess.Of(stream.Readable);
        return access;
    }
}
