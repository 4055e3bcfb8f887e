using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Bench.Million;

/// <summary>An event with its stream, in the order of the log.</summary>
internal readonly record struct LogRow(string Stream, long Version, Guid Id, DateTimeOffset RecordedAt, EventSource Source, Guid? Causation,
    DomainEvent Event);

/// <summary>A stream in its final state.</summary>
internal readonly record struct StreamRow(string Stream, string Type, long Version, DateTimeOffset Created, DateTimeOffset Last);

/// <summary>
/// A year of freight that ends now, made waybill by waybill in order of reception. Events are kept until nothing can come before them, so
/// that the log is in order of recorded time; memory holds only the freight under way.
/// </summary>
internal sealed class YearOfFreight(int waybills, DateTimeOffset now)
{
    private const int Seed = 20_15, Days = 365, Opens = 8, WorkingHours = 11;

    private readonly PriorityQueue<LogRow, (long RecordedAt, long Place)> _waiting = new();
    private readonly Random _chance = new(Seed);
    private long _place;

    public Network Network { get; } =
        new(new Random(Seed + 1), new DateTimeOffset(now.ToOffset(TimeSpan.FromHours(8)).Date.AddDays(-Days), TimeSpan.FromHours(8)));

    /// <summary>What the views must hold of the log, complete once all of its events were made.</summary>
    public ExpectedViews Expected { get; } = new(Network.Company, now);

    /// <summary>The log, in order; positions are 1, 2, 3 …</summary>
    /// <param name="stream">Called once for each stream, before its first event.</param>
    public IEnumerable<LogRow> Events(Action<StreamRow> stream)
    {
        foreach (var reference in Network.ReferenceEvents.GroupBy(item => item.Stream))
        {
            var last = reference.Last().Entry;
            stream(new(reference.Key, reference.Key.Split(':')[0], last.Version, last.RecordedAt, last.RecordedAt));
        }

        foreach (var (key, entry) in Network.ReferenceEvents)
            yield return Row(key, entry);

        var life = new Life(Network, _chance, now);
        for (var number = 0; number < waybills; number++)
        {
            var receivedAt = ReceivedAt(number);
            foreach (var row in Settled(receivedAt.UtcTicks))
                yield return row;
            var name = Name(number);
            var recorded = life.Of(name, receivedAt);
            if (recorded.Count == 0)
                continue;
            Expected.Add(new History(name, recorded));
            stream(new(name, "waybill", recorded.Count, recorded[0].RecordedAt, recorded[^1].RecordedAt));
            foreach (var entry in recorded)
                _waiting.Enqueue(Row(name, entry), (entry.RecordedAt.UtcTicks, _place++));
        }

        foreach (var row in Settled(long.MaxValue))
            yield return row;
    }

    private static string Name(int number) => $"M{10_000_000 + number}";

    private static LogRow Row<T>(string stream, RecordedEvent<T> entry) where T : DomainEvent =>
        new(stream, entry.Version, entry.Id, entry.RecordedAt, entry.Source, entry.Causation, entry.Event);

    // Waybills still to be made are received later, and none of their events is recorded before that.
    private IEnumerable<LogRow> Settled(long before)
    {
        while (_waiting.TryPeek(out var row, out var order) && order.RecordedAt < before)
        {
            _waiting.Dequeue();
            yield return row;
        }
    }

    // Evenly distributed over the hours in which freight is received, to the second.
    private DateTimeOffset ReceivedAt(int number)
    {
        var local = now.ToOffset(TimeSpan.FromHours(8));
        var today = new DateTimeOffset(local.Date, local.Offset);
        var open = Math.Clamp((local - today).TotalHours - Opens, 0, WorkingHours);
        var hours = ((Days - 1) * WorkingHours + open) * number / waybills;
        var at = today.AddDays(1 - Days + Math.Floor(hours / WorkingHours)).AddHours(Opens + hours % WorkingHours);
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
    }
}
