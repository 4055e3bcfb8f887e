using System.Diagnostics;
using System.Net;

namespace OrderTracking.Bench.Load;

/// <summary>
/// Drives a workload over a number of connections from one thread: each connection sends, waits for its answer, and
/// asks the workload for the next request.
/// </summary>
internal sealed class LoadLoop : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Epoll _epoll = new();
    private readonly Connection[] _connections;
    private readonly Stack<int> _idle = new();
    private readonly List<int> _microseconds = [];
    private long _turnedAway;
    private long _refused;
    private string? _refusedSample;
    private int _busy;

    public LoadLoop(IPEndPoint service, int connections)
    {
        _connections = new Connection[connections];
        for (var tag = 0; tag < connections; tag++)
            _connections[tag] = new Connection(service, _epoll, tag);
    }

    /// <summary>Runs for a time: answers within <paramref name="measured"/> after <paramref name="warmUp"/> count.</summary>
    /// <param name="onMeasured">Called when the warm-up is over.</param>
    /// <param name="onEnd">Called when the measured time is over, before the last answers are waited for.</param>
    public LoadResult Run(IWorkload workload, TimeSpan warmUp, TimeSpan measured, Action? onMeasured = null, Action? onEnd = null)
    {
        var start = Stopwatch.GetTimestamp();
        var from = start + Ticks(warmUp);
        var to = from + Ticks(measured);
        Reset();

        var now = start;
        while (now < to && !(workload.Exhausted && _busy == 0))
        {
            if (onMeasured is not null && now >= from)
            {
                onMeasured();
                onMeasured = null;
                now = Stopwatch.GetTimestamp();
            }

            Keep(workload, now);
            // An idle connection means that requests become due by the clock: wait briefly. That also checks for the end often enough.
            now = Round(workload, _idle.Count > 0 ? 1 : 20, from, to);
        }

        var end = Math.Min(now, to);
        onEnd?.Invoke();
        Drain(workload, from, to);
        _microseconds.Sort();
        return new LoadResult(_microseconds.Count, Stopwatch.GetElapsedTime(from, end), [.. _microseconds], _turnedAway, _refused,
            _refusedSample);
    }

    /// <summary>Runs until the workload is exhausted and all is answered; the time is that from the first byte to the last.</summary>
    public LoadResult RunToEnd(IWorkload workload) => Run(workload, TimeSpan.Zero, TimeSpan.FromHours(1));

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        _epoll.Dispose();
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private void Reset()
    {
        _idle.Clear();
        for (var tag = _connections.Length - 1; tag >= 0; tag--)
            _idle.Push(tag);
        (_busy, _turnedAway, _refused, _refusedSample) = (0, 0, 0, null);
        _microseconds.Clear();
    }

    private void Keep(IWorkload workload, long now)
    {
        while (_idle.TryPeek(out var tag) && workload.TryNext(_connections[tag], now))
        {
            _idle.Pop();
            _busy++;
            _connections[tag].Start(Stopwatch.GetTimestamp());
        }
    }

    private long Round(IWorkload workload, int milliseconds, long from, long to)
    {
        var ready = _epoll.Wait(milliseconds);
        var now = Stopwatch.GetTimestamp();
        for (var index = 0; index < ready; index++)
        {
            var (tag, readable, writable) = _epoll[index];
            var connection = _connections[tag];
            if (writable)
                connection.Write();
            if (!readable)
                continue;

            switch (connection.Read())
            {
                case true:
                    now = Stopwatch.GetTimestamp();
                    Take(workload, connection, now, from, to);
                    Rest(tag);
                    break;
                case null:
                    if (connection.Busy)
                    {
                        Refuse("the connection was closed before the answer");
                        Rest(tag);
                    }

                    connection.Reconnect();
                    break;
            }
        }

        return now;
    }

    private void Rest(int tag)
    {
        _idle.Push(tag);
        _busy--;
    }

    private void Take(IWorkload workload, Connection connection, long now, long from, long to)
    {
        var answer = connection.Answer;
        if (!workload.Succeeds(answer.Status))
        {
            if (workload.Expects(answer.Status))
                _turnedAway++;
            else
                Refuse($"{answer.Status} {answer.Text(400)}");
            return;
        }

        workload.Answered(connection, now);
        if (now >= from && now < to)
            _microseconds.Add((int)(Stopwatch.GetElapsedTime(connection.SentAt, now).Ticks / TimeSpan.TicksPerMicrosecond));
    }

    private void Refuse(string sample)
    {
        _refused++;
        _refusedSample ??= sample.ReplaceLineEndings(" ");
    }

    // Reads the last answers, so that the next run finds its connections idle.
    private void Drain(IWorkload workload, long from, long to)
    {
        var giveUp = Stopwatch.GetTimestamp() + Ticks(Timeout);
        while (_busy > 0)
        {
            if (Round(workload, 20, from, to) > giveUp)
                throw new TimeoutException($"{_busy} requests were not answered within {Timeout.TotalSeconds:0} s.");
        }
    }
}
