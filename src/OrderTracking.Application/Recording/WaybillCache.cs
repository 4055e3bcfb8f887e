using System.Collections.Concurrent;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Recording;

/// <summary>
/// Waybills as this node last saw them. They may be behind the log: an append then fails by its version, and no refusal is given on a
/// cached state alone. They are never ahead of it: when the log is in another epoch, none of them is found any more.
/// </summary>
public sealed class WaybillCache(LogEpoch epoch, int eventsPerGeneration = 300_000)
{
    private volatile Generations kept = new(epoch.Current, eventsPerGeneration);

    private Generations Kept
    {
        get
        {
            var now = kept;
            return now.Epoch == epoch.Current ? now : kept = new(epoch.Current, eventsPerGeneration);
        }
    }

    public Waybill? Find(string number) => Kept.Find(number);

    /// <summary>Caches a waybill unless a newer state of it is cached.</summary>
    /// <param name="readIn">The log's epoch before it was read or appended to; if another one has begun since, it is not cached.</param>
    public void Keep(Waybill waybill, Guid readIn)
    {
        if (Kept is var now && now.Epoch == readIn) now.Keep(waybill);
    }

    /// <summary>The waybills of one epoch. Bounded by two generations: what is not used while the young one fills up is dropped.</summary>
    private sealed class Generations(Guid epoch, int eventsPerGeneration)
    {
        private readonly Lock turning = new();
        private ConcurrentDictionary<string, Waybill> young = new();
        private ConcurrentDictionary<string, Waybill> old = new();
        private long weight;

        public Guid Epoch => epoch;

        public Waybill? Find(string number)
        {
            if (young.TryGetValue(number, out var waybill)) return waybill;
            if (!old.TryGetValue(number, out waybill)) return null;
            Keep(waybill);
            return waybill;
        }

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
                (_, known) =>
                {
                    if (known.History.Version >= waybill.History.Version) return known;
                    added = waybill.History.Events.Count - known.History.Events.Count;
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
}
