using System.Globalization;
using OrderTracking.Cli.Wire;

namespace OrderTracking.SampleData.Demo;

/// <summary>
/// Freight that goes on: the next steps of waybills under way when they are due, and new waybills in between. Steps keep to the calendar,
/// so that figures stay lifelike. While nothing is due, a step of the next hours may come early, so that a viewer sees more than
/// new waybills.
/// </summary>
internal sealed class LiveFreight
{
    private const double NewWhenIdle = 0.2, EarlyWhenIdle = 0.3;
    private static readonly TimeSpan Early = TimeSpan.FromHours(6);

    private readonly ulong _seed;
    private readonly string _run;
    private readonly Chance _chance;
    private readonly PriorityQueue<Step, (DateTimeOffset At, int Order)> _ahead = new();
    private int _waybills;
    private int _order;

    public LiveFreight(ulong seed, DateTimeOffset start, IEnumerable<Step> ahead)
    {
        _seed = seed;
        _run = "L" + start.ToUnixTimeSeconds().ToString("X", CultureInfo.InvariantCulture);
        _chance = new Chance(seed ^ (ulong)start.ToUnixTimeSeconds());
        Plan(ahead);
    }

    /// <summary>The step to report now; null if there is none.</summary>
    public Step? Next(DateTimeOffset now)
    {
        if (_ahead.TryPeek(out var next, out _) && next.At <= now) return _ahead.Dequeue();

        var draw = _chance.Next();
        if (draw < NewWhenIdle)
        {
            Plan(DemoFreight.NewWaybill(_seed, _run, _waybills++, now));
            return _ahead.Dequeue();
        }

        return draw < NewWhenIdle + EarlyWhenIdle && next is not null && next.At <= now + Early ? By(_ahead.Dequeue(), now) : null;
    }

    /// <summary>The same step reported now, with no time in it later than now.</summary>
    private static Step By(Step step, DateTimeOffset now) => new(now, [.. step.Lines.Select(line =>
        DateTimeOffset.Parse(line.OccurredAt!, CultureInfo.InvariantCulture) is var at && at > now
            ? line with { OccurredAt = WireData.Time(now.ToOffset(at.Offset)) }
            : line)]);

    private void Plan(IEnumerable<Step> steps)
    {
        foreach (var step in steps) _ahead.Enqueue(step, (step.At, _order++));
    }
}
