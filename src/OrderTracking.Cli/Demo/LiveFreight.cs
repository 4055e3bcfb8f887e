using System.Globalization;
using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Demo;

/// <summary>
/// Freight that goes on: the next steps of what is under way when their time comes, and new waybills in between. It
/// keeps the calendar's pace, so that what it tells stays lifelike; while nothing is due, a step of the next hours may come early,
/// so that somebody who watches sees more than new waybills.
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

    /// <summary>What is to be reported now, if anything.</summary>
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

    /// <summary>The same step, reported now: nothing in it may lie ahead.</summary>
    private static Step By(Step step, DateTimeOffset now) => new(now, [.. step.Lines.Select(line =>
        DateTimeOffset.Parse(line.OccurredAt!, CultureInfo.InvariantCulture) is var at && at > now
            ? line with { OccurredAt = WireData.Time(now.ToOffset(at.Offset)) }
            : line)]);

    private void Plan(IEnumerable<Step> steps)
    {
        foreach (var step in steps) _ahead.Enqueue(step, (step.At, _order++));
    }
}
