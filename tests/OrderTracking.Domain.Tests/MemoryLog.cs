using OrderTracking.Application.Ports;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Domain.Tests;

/// <summary>A log of one waybill that counts what is read of it.</summary>
internal sealed class MemoryLog : IEventLog
{
    public const string Waybill = "ZB1";

    private readonly List<RecordedEvent<WaybillEvent>> stream = [];

    public MemoryLog(int events)
    {
        Add(SampleEvents.Received());
        while (stream.Count < events) Add(new StockedIn(1) { OccurredAt = SampleEvents.At(1), Station = "SHA", By = "li.wei" });
    }

    public int RowsRead { get; set; }

    public int Conflicts { get; private set; }

    /// <summary>How long an append takes.</summary>
    public TimeSpan Latency { get; set; }

    public int Count => stream.Count;

    public void Add(WaybillEvent happened) => Add(new NewEvent(Guid.NewGuid(), happened), TimeProvider.System.GetUtcNow());

    public void RemoveLast(int count) => stream.RemoveRange(stream.Count - count, count);

    public Task<bool> Confirm(Guid readIn, CancellationToken cancellationToken) => Task.FromResult(true);

    public async Task<AppendResult> Append(IReadOnlyList<StreamAppend> streams, CancellationToken cancellationToken)
    {
        if (Latency > TimeSpan.Zero) await Task.Delay(Latency, cancellationToken);
        lock (stream)
        {
            if (streams.Single().ExpectedVersion != stream.Count)
            {
                Conflicts++;
                return new(AppendStatus.Conflict, 0, default);
            }
            var now = TimeProvider.System.GetUtcNow();
            foreach (var newEvent in streams[0].Events) Add(newEvent, now);
            return new(AppendStatus.Appended, stream.Count - streams[0].Events.Count + 1, now);
        }
    }

    public Task<IReadOnlyList<History>> Read(IReadOnlyCollection<string> waybills, CancellationToken cancellationToken)
    {
        RowsRead += stream.Count;
        return Task.FromResult<IReadOnlyList<History>>([new(waybills.Single(), [.. stream])]);
    }

    public Task<IReadOnlyList<RecordedEvent<WaybillEvent>>?> ReadAfter(History known, CancellationToken cancellationToken)
    {
        var rows = stream.Skip((int)known.Version - 1).ToList();
        RowsRead += rows.Count;
        return Task.FromResult<IReadOnlyList<RecordedEvent<WaybillEvent>>?>(
            rows.Count > 0 && rows[0].Id == known.Events[known.Events.Count - 1].Id ? rows[1..] : null);
    }

    public Task<bool> IsAt(string waybill, long version, CancellationToken cancellationToken) =>
        Task.FromResult(version == stream.Count);

    public Task<IReadOnlyList<LogEntry>> ReferenceEvents(long after, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LogEntry>>([]);

    public Task<IReadOnlyDictionary<Guid, string>> Find(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<LogEntry>> ReadAll(long after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ChangedStreams> ReadChangedStreams(long after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<CaseHistory>> ReadCases(IReadOnlyCollection<string> streams, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<string>> CaseKeys(
        IReadOnlyCollection<string>? kinds, string? after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<History> Histories(long upTo, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> Head(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task NextAppend() => throw new NotSupportedException();

    private void Add(NewEvent newEvent, DateTimeOffset at) => stream.Add(new(newEvent.Id, stream.Count + 1, stream.Count + 1, at,
        newEvent.Source, newEvent.Correlation, newEvent.Causation, (WaybillEvent)newEvent.Event));
}
