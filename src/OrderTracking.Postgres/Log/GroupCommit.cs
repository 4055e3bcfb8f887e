using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Diagnostics;

namespace OrderTracking.Postgres.Log;

/// <summary>
/// Gathers what concurrent callers want to append and appends it in one round trip and one durable commit. While one
/// commit is under way the next group gathers; alone, a caller waits for nobody.
/// </summary>
internal sealed partial class GroupCommit(IGroupAppender appender, AppendListener listener, Telemetry telemetry, ILogger<GroupCommit> logger) : IAsyncDisposable
{
    private const int MaxEvents = 4_000, MaxPending = 100_000;

    private readonly ConcurrentQueue<AppendRequest> waiting = new();
    private readonly List<AppendRequest> group = [], overtaken = [];
    private readonly Queue<AppendRequest> postponed = new();
    private readonly HashSet<string> streams = [];
    private readonly HashSet<Guid> ids = [];
    private int leading, pending;
    private volatile bool closed;

    /// <summary>Whoever comes while nobody stores stores his own, and what has gathered by then.</summary>
    /// <exception cref="OverloadedException">Too much waits already.</exception>
    public async Task<AppendResult> Append(IReadOnlyList<StreamAppend> appends, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(closed, this);
        var request = new AppendRequest(appends);
        // Alone, whatever it is can be appended; behind others it waits only while there is room for it.
        if (Interlocked.Add(ref pending, request.Events) is var all && all > MaxPending && all > request.Events)
        {
            Interlocked.Add(ref pending, -request.Events);
            throw new OverloadedException("Too many events wait for being appended.");
        }
        waiting.Enqueue(request);
        if (Interlocked.CompareExchange(ref leading, 1, 0) == 0) _ = Lead();
        // From here on it will be stored, whether the caller still wants to know or not.
        return await request.Answer.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        closed = true;
        while (Interlocked.CompareExchange(ref leading, 1, 0) != 0) await Task.Delay(1);
        await appender.Disconnect();
    }

    private async Task Lead()
    {
        do
        {
            while (postponed.Count > 0 || !waiting.IsEmpty)
            {
                Gather();
                await Store(group);
                if (group.Count == 1 && overtaken.Count == 0 && postponed.Count == 0 && waiting.IsEmpty)
                {
                    // Alone: the caller goes on here, which spares a lone sender a hop between threads for each event.
                    var alone = group[0];
                    Interlocked.Add(ref pending, -alone.Events);
                    Volatile.Write(ref leading, 0);
                    alone.Tell();
                    if (waiting.IsEmpty || Interlocked.CompareExchange(ref leading, 1, 0) != 0) return;
                }
                else
                {
                    foreach (var request in overtaken) request.Settle(new(AppendStatus.Conflict, 0, default));
                    Interlocked.Add(ref pending, -group.Concat(overtaken).Sum(request => request.Events));
                    foreach (var request in group.Concat(overtaken)) ThreadPool.UnsafeQueueUserWorkItem(static told => told.Tell(), request, preferLocal: false);
                }
            }
            Volatile.Write(ref leading, 0);
            // Somebody may have come after the last look and before the door was open again.
        }
        while (!waiting.IsEmpty && Interlocked.CompareExchange(ref leading, 1, 0) == 0);
    }

    // Two requests for one stream cannot both succeed: the second was decided on a version that the first makes old. It is told
    // so when the first is stored, and does not spoil a group. With one event id in two streams, the second waits for the next group,
    // which finds the id taken if the first was stored.
    private void Gather()
    {
        group.Clear();
        overtaken.Clear();
        streams.Clear();
        ids.Clear();
        var events = 0;
        for (var i = postponed.Count; i > 0; i--) Add(postponed.Dequeue());
        while (events < MaxEvents && waiting.TryDequeue(out var request)) Add(request);

        void Add(AppendRequest request)
        {
            var (isOvertaken, sharesId) = (false, false);
            foreach (var stream in request.Streams)
            {
                isOvertaken |= !streams.Add(stream.Stream);
                foreach (var newEvent in stream.Events) sharesId |= !ids.Add(newEvent.Id);
            }
            if (group.Count > 0 && isOvertaken)
            {
                overtaken.Add(request);
                return;
            }
            if (group.Count > 0 && sharesId)
            {
                postponed.Enqueue(request);
                return;
            }
            group.Add(request);
            events += request.Events;
        }
    }

    private async Task Store(List<AppendRequest> requests)
    {
        try
        {
            var (first, recordedAt, conflicting, taken) = await Append(requests);
            listener.Appended();
            for (var unit = 0; unit < requests.Count; unit++)
            {
                var status = taken.Contains(unit) ? AppendStatus.IdTaken : conflicting.Contains(unit) ? AppendStatus.Conflict : AppendStatus.Appended;
                requests[unit].Settle(new(status, first, recordedAt));
                if (status == AppendStatus.Appended) first += requests[unit].Events;
            }
        }
#pragma warning disable CA1031 // Whatever it is that one request holds and that cannot be written or stored: it must fail alone.
        catch (Exception fault) when (requests.Count > 1 && IsAboutARequest(fault))
#pragma warning restore CA1031
        {
            LogGroupFailed(fault, requests.Count);
            foreach (var request in requests) await Store([request]);
        }
#pragma warning disable CA1031 // Every caller must get an answer, and the next group must be tried.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            foreach (var request in requests) request.Settle(default, fault);
            if (IsAboutARequest(fault)) return;
            LogConnectionLost(fault);
            await appender.Disconnect();
        }
    }

    private async Task<GroupAnswer> Append(List<AppendRequest> requests)
    {
        using var _ = telemetry.Append(requests.Sum(static request => request.Events));
        return await appender.Append(requests);
    }

    private static bool IsAboutARequest(Exception fault) => fault is PostgresException postgres ? !IsAboutTheServer(postgres) : fault is not NpgsqlException;

    // 08 connection, 53 resources, 57 operator intervention, 58 system, 25 transaction state (a read-only standby).
    private static bool IsAboutTheServer(PostgresException fault) => fault.SqlState[..2] is "08" or "53" or "57" or "58" or "25";

    [LoggerMessage(Level = LogLevel.Warning, Message = "An append of {Requests} requests failed; trying each alone")]
    private partial void LogGroupFailed(Exception fault, int requests);

    [LoggerMessage(Level = LogLevel.Error, Message = "The appends lost their database connection; opening another")]
    private partial void LogConnectionLost(Exception fault);
}
