using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderTracking.Application.Diagnostics;
using OrderTracking.Application.Ports;

namespace OrderTracking.Postgres.Log;

/// <summary>
/// Gathers the appends of concurrent callers into groups, each one round trip and one durable commit. While one group commits, the
/// next gathers; a caller that comes alone does not wait for others.
/// </summary>
internal sealed partial class GroupCommit(IGroupAppender appender, AppendListener listener, LogEpoch epoch, Telemetry telemetry,
    ILogger<GroupCommit> logger) : IAsyncDisposable
{
    private const int MaxEvents = 4_000, MaxPending = 100_000;

    private readonly ConcurrentQueue<AppendRequest> waiting = new();
    private readonly List<AppendRequest> group = [], overtaken = [];
    private readonly Queue<AppendRequest> postponed = new();
    private readonly HashSet<string> streams = [];
    private readonly HashSet<Guid> ids = [];
    private int leading, pending;
    private volatile bool closed;
    private bool isSkewed;

    /// <summary>The first caller to find no commit under way starts one; requests that come meanwhile are the next group.</summary>
    /// <exception cref="OverloadedException">More events wait to be appended than MaxPending allows.</exception>
    public async Task<AppendResult> Append(IReadOnlyList<StreamAppend> appends, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(closed, this);
        var request = new AppendRequest(appends, epoch.Current);
        // The bound is for what queues up behind others: a request that finds the queue empty is taken however large it is.
        if (Interlocked.Add(ref pending, request.Events) is var all && all > MaxPending && all > request.Events)
        {
            Interlocked.Add(ref pending, -request.Events);
            throw new OverloadedException("Too many events are waiting to be appended.");
        }
        waiting.Enqueue(request);
        if (Interlocked.CompareExchange(ref leading, 1, 0) == 0) _ = Lead();
        // From here on the request is stored even if the caller cancels.
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
                    // Alone: its continuation runs on this thread, which spares a single sender a thread switch for each event.
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
                    foreach (var request in group.Concat(overtaken))
                        ThreadPool.UnsafeQueueUserWorkItem(static told => told.Tell(), request, preferLocal: false);
                }
            }
            Volatile.Write(ref leading, 0);
            // A request may have been queued after the last look and before leading was reset: look again.
        }
        while (!waiting.IsEmpty && Interlocked.CompareExchange(ref leading, 1, 0) == 0);
    }

    // Of two requests for one stream, the second was decided on a version that the first makes old, so it cannot succeed: it gets a
    // conflict once the first is stored, and is kept out of the group. Of two with one event id in different streams, the second waits
    // for the next group, which finds the id taken if the first was stored.
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
            isSkewed = false;
            for (var unit = 0; unit < requests.Count; unit++)
            {
                var status = taken.Contains(unit) ? AppendStatus.IdTaken : conflicting.Contains(unit)
                    ? AppendStatus.Conflict : AppendStatus.Appended;
                requests[unit].Settle(new(status, first, recordedAt));
                if (status == AppendStatus.Appended) first += requests[unit].Events;
            }
        }
#pragma warning disable CA1031 // A request that cannot be serialized or stored may fail in any way; only that request must fail.
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
            if (fault is ClockSkewException) LogSkewOnce(fault);
            if (IsAboutARequest(fault) || fault is ClockSkewException) return;
            LogConnectionLost(fault);
            await appender.Disconnect();
        }
    }

    private async Task<GroupAnswer> Append(List<AppendRequest> requests)
    {
        using var _ = telemetry.Append(requests.Sum(static request => request.Events));
        return await appender.Append(requests);
    }

    private static bool IsAboutARequest(Exception fault) =>
        fault is PostgresException postgres ? !IsAboutTheServer(postgres) : fault is not (NpgsqlException or ClockSkewException);

    // SQLSTATE classes: 08 connection, 53 resources, 57 operator intervention, 58 system, 25 transaction state (a read-only standby).
    private static bool IsAboutTheServer(PostgresException fault) => fault.SqlState[..2] is "08" or "53" or "57" or "58" or "25";

    private void LogSkewOnce(Exception fault)
    {
        if (!isSkewed) LogSkew(fault.Message);
        isSkewed = true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Nothing is appended: {Reason}")]
    private partial void LogSkew(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An append of {Requests} requests failed; trying each alone")]
    private partial void LogGroupFailed(Exception fault, int requests);

    [LoggerMessage(Level = LogLevel.Error, Message = "The appends lost their database connection; opening another")]
    private partial void LogConnectionLost(Exception fault);
}
