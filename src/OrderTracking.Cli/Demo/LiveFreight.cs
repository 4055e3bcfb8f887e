using System.Globalization;

namespace OrderTracking.Cli.Demo;

/// <summary>
/// Freight that goes on: the next steps of what is under way when their time comes, and new waybills in between. It
/// keeps the calendar's pace, so what it tells stays lifelike; in the beginning most of it is new waybills.
/// </summary>
internal sealed class LiveFreight
{
    private const double NewWhenIdle = 0.25;

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
        if (!_ahead.TryPeek(out var next, out _) || next.At > now)
        {
            if (!_chance.Happens(NewWhenIdle)) return null;
            Plan(DemoFreight.NewWaybill(_seed, _run, _waybills++, now));
        }

        return _ahead.Dequeue();
    }

    private void Plan(IEnumerable<Step> steps)
    {
        foreach (var step in steps) _ahead.Enqueue(step, (step.At, _order++));
    }
}
