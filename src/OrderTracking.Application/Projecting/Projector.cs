using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;

namespace OrderTracking.Application.Projecting;

/// <summary>
/// Keeps the views up with the log. Rows and position move in one transaction, and only from where they are known to be: whatever
/// dies or is led twice, each event takes effect once.
/// </summary>
public sealed partial class Projector(IEventLog log, IViewStore store, WaybillCache cache, ViewUpdateLock viewLock, Projection projection, ILogger<Projector> logger) : ILeaderTask
{
    private const int PageSize = 2_000;
    /// <summary>
    /// Events come alone or in streams. The first one is taken at once; while more follow, they are taken together at this
    /// interval, which costs a fraction of taking each by itself.
    /// </summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(40);

    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(1), AfterFault = TimeSpan.FromSeconds(1);

    public async Task Run(CancellationToken cancellationToken)
    {
        while (true)
            try
            {
                await Follow(cancellationToken);
            }
#pragma warning disable CA1031 // Whatever went wrong, the views must go on: say it, wait a little, go on from where they are.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(AfterFault, cancellationToken);
            }
    }

    private async Task Follow(CancellationToken cancellationToken)
    {
        var position = await store.Position(cancellationToken);
        while (true)
        {
            ChangedStreams changed;
            var started = Stopwatch.GetTimestamp();
            using (await viewLock.Acquire(cancellationToken))
            {
                changed = await log.ReadChangedStreams(position, PageSize, cancellationToken);
                if (changed.Events > 0)
                {
                    var changes = await Changes(position, changed.To, changed.Waybills, cancellationToken);
                    position = await store.Commit(position, changed.To, changes, cancellationToken) ? changed.To : await store.Position(cancellationToken);
                }
            }
            if (changed.Events == PageSize) continue;
            if (changed.Events == 0) await log.WaitForAppend(AtRest, cancellationToken);
            else if (BetweenPages - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } rest) await Task.Delay(rest, cancellationToken);
        }
    }

    private async Task<ViewChanges> Changes(long from, long to, IReadOnlyDictionary<string, long> waybills, CancellationToken cancellationToken)
    {
        var changes = new ViewChanges();
        var missing = new List<string>();
        foreach (var (number, last) in waybills)
            if (cache.Find(number) is { } waybill && waybill.History.Position >= last)
                projection.Add(from, to, waybill.History, changes);
            else missing.Add(number);
        if (missing.Count > 0)
            foreach (var history in await log.Read(missing, cancellationToken))
                projection.Add(from, to, history, changes);
        return changes;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The views stand still; trying again")]
    private partial void LogFault(Exception fault);
}

/// <summary>One thing at a time may move the views: the next page, or the swap at the end of a rebuild.</summary>
public sealed class ViewUpdateLock : IDisposable
{
    private readonly SemaphoreSlim free = new(1);

    public async Task<IDisposable> Acquire(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return new Releaser(free);
    }

    public void Dispose() => free.Dispose();

    private sealed class Releaser(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
