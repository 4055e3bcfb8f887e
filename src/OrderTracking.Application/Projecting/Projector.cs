using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Projecting;

/// <summary>
/// Keeps the views up with the log, on one node at a time. Rows and position move in one transaction, and only from where
/// they are known to be: whatever dies or is led twice, each event takes effect once.
/// </summary>
public sealed partial class Projector(
    IEventLog log, IViewStore store, IElection election, WaybillCache cache, Rebuilder rebuilder, Projection projection, IEnumerable<IDuty> duties, ILogger<Projector> logger)
{
    private const int PageSize = 2_000;
    /// <summary>
    /// Events come alone or in streams. The first one is taken at once; while more follow, they are taken together at this
    /// interval, which costs a fraction of taking each by itself.
    /// </summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(40);

    private static readonly TimeSpan BetweenElections = TimeSpan.FromSeconds(1), AtRest = TimeSpan.FromSeconds(1);

    /// <summary>Runs until it is cancelled: stands for election, leads, and stands again when it has lost.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                await using var lease = await election.TryLead(stopping);
                if (lease is not null) await Lead(lease, stopping);
                else await Task.Delay(BetweenElections, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever went wrong, the views must go on: say it, wait a little, stand again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(BetweenElections, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private async Task Lead(ILease lease, CancellationToken stopping)
    {
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, stopping);
        using var turn = new Turn();
        LogLeading();
        var rebuilding = rebuilder.Run(turn, leading.Token);
        var beside = duties.Select(duty => duty.Run(leading.Token)).Append(rebuilding).ToArray();
        try
        {
            await Follow(turn, leading.Token);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            LogLost();
        }
        finally
        {
            await leading.CancelAsync();
            await Task.WhenAll(beside).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Follow(Turn turn, CancellationToken cancellation)
    {
        var position = await Position(cancellation);
        while (true)
        {
            LogMoves moves;
            var started = Stopwatch.GetTimestamp();
            using (await turn.Take(cancellation))
            {
                moves = await log.Moves(position, PageSize, cancellation);
                if (moves.Events > 0)
                {
                    var changes = await Changes(position, moves, cancellation);
                    position = await store.Commit(position, moves.To, changes, cancellation) ? moves.To : await Position(cancellation);
                }
            }
            if (moves.Events == PageSize) continue;
            if (moves.Events == 0) await log.WaitForAppend(AtRest, cancellation);
            else if (BetweenPages - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } rest) await Task.Delay(rest, cancellation);
        }
    }

    private async Task<ViewChanges> Changes(long position, LogMoves moves, CancellationToken cancellation)
    {
        var changes = new ViewChanges();
        var missing = new List<string>();
        foreach (var (number, last) in moves.Waybills)
            if (cache.Find(number) is { } waybill && waybill.History.Position >= last)
                Add(waybill.History);
            else missing.Add(number);
        if (missing.Count > 0)
            foreach (var history in await log.Read(missing, cancellation))
                Add(history);
        return changes;

        void Add(History history)
        {
            var after = history.KnownAtPosition(moves.To);
            var known = after.Recorded.Count;
            while (known > 0 && after.Recorded[known - 1].Position > position) known--;
            projection.Add(known, after, changes);
        }
    }

    private async Task<long> Position(CancellationToken cancellation) => (await store.States(cancellation)).Min(state => state.Position);

    [LoggerMessage(Level = LogLevel.Information, Message = "This node now keeps the views")]
    private partial void LogLeading();

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node lost the lead over the views; another one takes over")]
    private partial void LogLost();

    [LoggerMessage(Level = LogLevel.Error, Message = "The views stand still; trying again")]
    private partial void LogFault(Exception fault);
}

/// <summary>One thing at a time may move the views: the next page, or the swap at the end of a rebuild.</summary>
public sealed class Turn : IDisposable
{
    private readonly SemaphoreSlim free = new(1);

    public async Task<IDisposable> Take(CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        return new Taken(free);
    }

    public void Dispose() => free.Dispose();

    private sealed class Taken(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
