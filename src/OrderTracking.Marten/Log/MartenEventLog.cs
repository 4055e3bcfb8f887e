using JasperFx.Events;
using Marten;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Waybills;
using OrderTracking.Postgres.Log;

namespace OrderTracking.Marten.Log;

/// <summary>
/// The log through Marten. What Marten has no question for, the whole log stream by stream or the streams that a part of it moves,
/// is asked of the same tables by the default engine's SQL.
/// </summary>
internal sealed class MartenEventLog(IDocumentStore store, GroupCommit commits, PostgresEventLog tables) : IEventLog
{
    public Task<AppendResult> Append(IReadOnlyList<StreamAppend> streams, CancellationToken cancellation) => commits.Append(streams, cancellation);

    public Task<IReadOnlyList<History>> Read(IReadOnlyCollection<string> waybills, CancellationToken cancellation) => Faults.Plain<IReadOnlyList<History>>(async () =>
    {
        if (waybills.Count == 0) return [];
        await using var session = store.QuerySession();
        if (waybills.Count == 1)
        {
            var waybill = waybills.First();
            return [History(waybill, await session.Events.FetchStreamAsync(waybill, token: cancellation))];
        }
        var numbers = waybills.ToArray();
        var stored = await session.Events.QueryAllRawEvents().Where(entry => numbers.Contains(entry.StreamKey)).ToListAsync(cancellation);
        var streams = stored.ToLookup(entry => entry.StreamKey!);
        return [.. waybills.Select(waybill => History(waybill, streams[waybill].OrderBy(entry => entry.Version)))];
    });

    public Task<IReadOnlyList<LogEntry>> Feed(long after, int limit, CancellationToken cancellation) => Faults.Plain<IReadOnlyList<LogEntry>>(async () =>
    {
        await using var session = store.QuerySession();
        var stored = await session.Events.QueryAllRawEvents().Where(entry => entry.Sequence > after && entry.EventTypeName != Tombstone.Name)
            .OrderBy(entry => entry.Sequence).Take(limit).ToListAsync(cancellation);
        return [.. stored.Select(entry => new LogEntry(entry.StreamKey!, entry.Recorded<DomainEvent>()))];
    });

    public Task<IReadOnlyList<LogEntry>> ReferenceEvents(long after, CancellationToken cancellation) => tables.ReferenceEvents(after, cancellation);

    public Task<IReadOnlyDictionary<Guid, string>> Find(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) => tables.Find(ids, cancellation);

    public Task<LogMoves> Moves(long after, int limit, CancellationToken cancellation) => tables.Moves(after, limit, cancellation);

    public IAsyncEnumerable<History> Histories(long upTo, CancellationToken cancellation) => tables.Histories(upTo, cancellation);

    public Task WaitForAppend(TimeSpan atMost, CancellationToken cancellation) => tables.WaitForAppend(atMost, cancellation);

    private static History History(string waybill, IEnumerable<IEvent> stored) => new(waybill, [.. stored.Select(entry => entry.Recorded<WaybillEvent>())]);
}
