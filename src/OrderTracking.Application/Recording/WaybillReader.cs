using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Reads waybills from the log and caches them.</summary>
public sealed class WaybillReader(IEventLog log, WaybillCache cache, LogEpoch epoch)
{
    /// <summary>The waybill as it is in the log now.</summary>
    /// <exception cref="UnreadableEventException">One of its events cannot be read.</exception>
    public async Task<Waybill> Fresh(string number, CancellationToken cancellationToken)
    {
        var readIn = epoch.Current;
        var waybill = Waybill.Of((await log.Read([number], cancellationToken))[0]);
        if (waybill.History.Version > 0) cache.Keep(waybill, readIn);
        return waybill;
    }

    /// <summary>The same, from the cache where the stream has nothing newer than that.</summary>
    /// <exception cref="UnreadableEventException">One of its events cannot be read.</exception>
    public async ValueTask<Waybill> Current(string number, CancellationToken cancellationToken)
    {
        var readIn = epoch.Current;
        return cache.Find(number) is { } cached && await log.IsAt(number, cached.History.Version, cancellationToken)
            && readIn == epoch.Current ? cached : await Fresh(number, cancellationToken);
    }

    /// <summary>The waybills as they are in the log now.</summary>
    /// <returns>Those that cannot be read; they are not added.</returns>
    public async Task<IReadOnlyList<UnreadableHistory>> Read(
        IReadOnlyCollection<string> numbers, Dictionary<string, Waybill> into, CancellationToken cancellationToken)
    {
        var readIn = epoch.Current;
        var (readable, unreadable) = await log.ReadApart(numbers, cancellationToken);
        foreach (var history in readable)
        {
            var waybill = Waybill.Of(history);
            if (history.Version > 0) cache.Keep(waybill, readIn);
            into[history.Waybill] = waybill;
        }
        return unreadable;
    }
}
