using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>Waybills from the log; the cache keeps what was read.</summary>
public sealed class WaybillReader(IEventLog log, WaybillCache cache)
{
    /// <summary>As the log has it now.</summary>
    public async Task<Waybill> Fresh(string number, CancellationToken cancellation)
    {
        var waybill = Waybill.Of((await log.Read([number], cancellation))[0]);
        if (waybill.History.Version > 0) cache.Keep(waybill);
        return waybill;
    }

    /// <summary>As the log has them now.</summary>
    public async Task Read(IReadOnlyCollection<string> numbers, Dictionary<string, Waybill> into, CancellationToken cancellation)
    {
        foreach (var history in await log.Read(numbers, cancellation))
        {
            var waybill = Waybill.Of(history);
            if (history.Version > 0) cache.Keep(waybill);
            into[history.Waybill] = waybill;
        }
    }
}
