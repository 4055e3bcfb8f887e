using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Reads waybills from the log and caches them.</summary>
public sealed class WaybillReader(IEventLog log, WaybillCache cache)
{
    /// <summary>From this many events on a stream is not read whole where a part of it is known.</summary>
    public const int Long = 100;

    /// <summary>The waybill as it is in the log now.</summary>
    /// <param name="known">An earlier state of it: only what came after is read.</param>
    /// <exception cref="UnreadableEventException">One of its events cannot be read.</exception>
    public async Task<Waybill> Fresh(string number, Waybill? known, CancellationToken cancellationToken)
    {
        var waybill = known is not null && await log.ReadAfter(known.History, cancellationToken) is { } more
            ? known.With(more) : Waybill.Of((await log.Read([number], cancellationToken))[0]);
        if (waybill.History.Version > 0) cache.Keep(waybill);
        return waybill;
    }

    /// <summary>The same, from the cache where the stream has nothing newer than that.</summary>
    /// <exception cref="UnreadableEventException">One of its events cannot be read.</exception>
    public async ValueTask<Waybill> Current(string number, CancellationToken cancellationToken) =>
        cache.Find(number) is { } cached && await log.IsAt(number, cached.History.Version, cancellationToken)
            ? cached : await Fresh(number, cancellationToken);

    /// <summary>The waybills as they are in the log now.</summary>
    /// <returns>Those that cannot be read; they are not added.</returns>
    public async Task<IReadOnlyList<UnreadableHistory>> Read(
        IReadOnlyCollection<string> numbers, Dictionary<string, Waybill> into, CancellationToken cancellationToken)
    {
        var whole = new List<string>(numbers.Count);
        foreach (var number in numbers)
            if (cache.Find(number) is { History.Events.Count: > Long } known
                && await log.ReadAfter(known.History, cancellationToken) is { } more) cache.Keep(into[number] = known.With(more));
            else whole.Add(number);
        if (whole.Count == 0) return [];
        var (readable, unreadable) = await log.ReadApart(whole, cancellationToken);
        foreach (var history in readable)
        {
            var waybill = Waybill.Of(history);
            if (history.Version > 0) cache.Keep(waybill);
            into[history.Waybill] = waybill;
        }
        return unreadable;
    }
}
