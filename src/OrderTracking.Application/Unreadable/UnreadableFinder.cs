using OrderTracking.Application.Ports;
using OrderTracking.Application.Reference;

namespace OrderTracking.Application.Unreadable;

/// <summary>
/// Finds the unreadable events that stop the views or the reference data. Any node can, because it reads what they would read next.
/// </summary>
public sealed class UnreadableFinder(IEventLog log, ReferenceDataCache reference, TimeProvider clock) : IDisposable
{
    /// <summary>Views advance by at most this many events at a time, so what stops them is among these.</summary>
    private const int EventsPerLook = 2_000;

    private const int MaxFound = 20;

    // Views lag by less than this while they follow the log. The second is the least time between two looks, because anybody may ask for
    // health at any rate.
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(2), BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim looking = new(1);
    private (long Position, long At, IReadOnlyList<UnreadableEvent> Found) last = (-1, 0, []);

    /// <summary>In order of position; empty when nothing is stopped by such an event.</summary>
    public async Task<IReadOnlyList<UnreadableEvent>> Find(ViewPosition views, CancellationToken cancellationToken)
    {
        var inReferenceData = await InReferenceData(cancellationToken);
        var inTheWay = views.LagMs > Busy.TotalMilliseconds ? await After(views.Position, cancellationToken) : [];
        return [.. inReferenceData.Concat(inTheWay).DistinctBy(found => found.Position).OrderBy(found => found.Position).Take(MaxFound)];
    }

    public void Dispose() => looking.Dispose();

    private async Task<IReadOnlyList<UnreadableEvent>> InReferenceData(CancellationToken cancellationToken)
    {
        try
        {
            await reference.Now(cancellationToken);
            return [];
        }
        catch (UnreadableEventException fault)
        {
            return [fault.First];
        }
    }

    private async Task<UnreadableEvent?> InCases(IReadOnlyCollection<string> streams, CancellationToken cancellationToken)
    {
        try
        {
            if (streams.Count > 0) await log.ReadCases(streams, cancellationToken);
            return null;
        }
        catch (UnreadableEventException fault)
        {
            return fault.First;
        }
    }

    private async Task<UnreadableEvent?> InTheLog(long after, long upTo, CancellationToken cancellationToken)
    {
        try
        {
            while (after < upTo && await log.ReadAll(after, EventsPerLook, cancellationToken) is { Count: > 0 } page)
                after = page[^1].Entry.Position;
            return null;
        }
        catch (UnreadableEventException fault)
        {
            return fault.First.Position <= upTo ? fault.First : null;
        }
    }

    private async Task<IReadOnlyList<UnreadableEvent>> After(long position, CancellationToken cancellationToken)
    {
        await looking.WaitAsync(cancellationToken);
        try
        {
            if (last.Position == position && clock.GetElapsedTime(last.At) < BetweenLooks) return last.Found;
            // Views are computed from whole streams, so an unreadable event further on in one of these streams stops them too; an engine
            // may also read the log itself.
            var changed = await log.ReadChangedStreams(position, EventsPerLook, cancellationToken);
            var (_, unreadable) = await log.ReadApart([.. changed.Waybills.Keys], cancellationToken);
            var found = unreadable.Select(stream => stream.First).Append(await InTheLog(position, changed.To, cancellationToken))
                .Append(await InCases(changed.Cases, cancellationToken))
                .OfType<UnreadableEvent>();
            last = (position, clock.GetTimestamp(), [.. found.DistinctBy(each => each.Position)]);
            return last.Found;
        }
        finally
        {
            looking.Release();
        }
    }
}
