using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Reads waybills from the log and caches them.</summary>
public sealed class WaybillReader(IEventLog log, WaybillCache cache, LogEpoch epoch)
{
    /// <summary>From this many events on a stream is not read whole where a part of it is known.</summary>
    public const int Long = 100;

    /// <summary>The waybill as it is in the log now.</summary>
    /// <param name="known">An earlier state of it: only what came after is read.</param>
    /// <exception cref="UnreadableEventException">One of its events cannot be read.</exception>
    public async Task<Waybill> Fresh(string number, Waybill? known, CancellationToken cancellationToken)
    {
        var readIn = epoch.Current;
        var waybill = known is null ? null : await ReadOn(known, readIn, cancellationToken);
        waybill ??= Waybill.Of((await log.Read([number], cancellationToken))[0]);
        if (waybill.History.Version > 0) cache.Keep(waybill, readIn);
        return waybill;
    }

    /// <summary>The same, from the cache where the stream has nothing newer than that.</summary>
    /// <exception cref="UnreadableEventException">One of its events cannot be read.</exception>
    public async ValueTask<Waybill> Current(string number, CancellationToken cancellationToken)
    {
        var readIn = epoch.Current;
        // In another epoch the stream may be at the same version with other events.
        return cache.Find(number) is { } cached && await log.IsAt(number, cached.History.Version, cancellationToken)
            && readIn == epoch.Current ? cached : await Fresh(number, null, cancellationToken);
    }

    /// <summary>The waybills as they are in the log now.</summary>
    /// <returns>Those that cannot be read; they are not added.</returns>
    public async Task<IReadOnlyList<UnreadableHistory>> Read(
        IReadOnlyCollection<string> numbers, Dictionary<string, Waybill> into, CancellationToken cancellationToken)
    {
        var readIn = epoch.Current;
        var whole = new List<string>(numbers.Count);
        foreach (var number in numbers)
            if (cache.Find(number) is { History.Events.Count: > Long } known
                && await ReadOn(known, readIn, cancellationToken) is { } waybill) cache.Keep(into[number] = waybill, readIn);
            else whole.Add(number);
        if (whole.Count == 0) return [];
        var (readable, unreadable) = await log.ReadApart(whole, cancellationToken);
        foreach (var history in readable)
        {
            var waybill = Waybill.Of(history);
            if (history.Version > 0) cache.Keep(waybill, readIn);
            into[history.Waybill] = waybill;
        }
        return unreadable;
    }

    // Null where it must be read whole: a part of it cannot be read, or another epoch began, in which its beginning may be another.
    private async Task<Waybill?> ReadOn(Waybill known, Guid readIn, CancellationToken cancellationToken) =>
        await log.ReadAfter(known.History, cancellationToken) is { } more && readIn == epoch.Current ? known.With(more) : null;
}
