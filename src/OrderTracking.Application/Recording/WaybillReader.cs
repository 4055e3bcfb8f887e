using OrderTracking.Application.Ports;
using OrderTracking.Application.Unreadable;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Waybills from the log; the cache keeps what was read.</summary>
public sealed class WaybillReader(IEventLog log, WaybillCache cache)
{
    /// <summary>As the log has it now.</summary>
    /// <exception cref="UnreadableEventException">There is an event in it that cannot be read.</exception>
    public async Task<Waybill> Fresh(string number, CancellationToken cancellationToken)
    {
        var waybill = Waybill.Of((await log.Read([number], cancellationToken))[0]);
        if (waybill.History.Version > 0) cache.Keep(waybill);
        return waybill;
    }

    /// <summary>As the log has them now.</summary>
    /// <returns>Those that cannot be read, which are not added.</returns>
    public async Task<IReadOnlyList<UnreadableHistory>> Read(IReadOnlyCollection<string> numbers, Dictionary<string, Waybill> into, CancellationToken cancellationToken)
    {
        var (readable, unreadable) = await log.ReadApart(numbers, cancellationToken);
        foreach (var history in readable)
        {
            var waybill = Waybill.Of(history);
            if (history.Version > 0) cache.Keep(waybill);
            into[history.Waybill] = waybill;
        }
        return unreadable;
    }
}
