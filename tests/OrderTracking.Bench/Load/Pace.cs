using System.Diagnostics;

namespace OrderTracking.Bench.Load;

/// <summary>Decides when the next request is due: evenly, however long the answers take.</summary>
internal sealed class Pace(double perSecond)
{
    private readonly double _perTick = perSecond / Stopwatch.Frequency;
    private long _first;
    private long _sent;

    /// <summary>The largest number of requests that were due and not yet sent.</summary>
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
