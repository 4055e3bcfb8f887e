using System.Diagnostics;

namespace OrderTracking.Bench.Load;

/// <summary>Says when the next request is due, so that they come evenly whatever the answers do.</summary>
internal sealed class Pace(double perSecond)
{
    private readonly double _perTick = perSecond / Stopwatch.Frequency;
    private long _first;
    private long _sent;

    /// <summary>How far behind its pace the generator was at worst: requests due and not yet sent.</summary>
    public long WorstBacklog { get; private set; }

    public bool IsDue(long now)
    {
        if (_first == 0)
            _first = now;
        var due = (long)((now - _first) * _perTick);
        WorstBacklog = Math.Max(WorstBacklog, due - _sent);
        if (_sent >= due)
            return false;
        _sent++;
        return true;
    }
}
