using System.Collections.Concurrent;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>
/// Waybills as this node last saw them. They may be behind the log: an append then fails by its version, and no refusal is given on a
/// cached state alone. Bounded by two generations: what is not used while the young one fills up is dropped.
/// </summary>
public sealed class WaybillCache(int eventsPerGeneration = 300_000)
{
    private readonly Lock turning = new();
    private ConcurrentDictionary<string, Waybill> young = new();
    private ConcurrentDictionary<string, Waybill> old = new();
    private long weight;

    public Waybill? Find(string number)
    {
        if (young.TryGetValue(number, out var waybill)) return waybill;
        if (!old.TryGetValue(number, out waybill)) return null;
        Keep(waybill);
        return waybill;
    }

    /// <summary>Caches a waybill unless a newer state of it is cached.</summary>
    public void Keep(Waybill waybill)
    {
        var added = 0;
        young.AddOrUpdate(
            waybill.History.Waybill,
            _ =>
            {
                added = waybill.History.Events.Count + 1;
                return waybill;
            },
            (_, kept) =>
            {
                if (kept.History.Version >= waybill.History.Version) return kept;
                added = waybill.History.Events.Count - kept.History.Events.Count;
                return waybill;
            });
        if (added != 0 && Interlocked.Add(ref weight, added) > eventsPerGeneration) StartGeneration();
    }

    private void StartGeneration()
    {
        lock (turning)
        {
            if (Interlocked.Read(ref weight) <= eventsPerGeneration) return;
            (old, young) = (young, new());
            Interlocked.Exchange(ref weight, 0);
        }
    }
}
