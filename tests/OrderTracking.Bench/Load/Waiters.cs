using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrderTracking.Bench.Load;

/// <summary>
/// Queries a view with waitFor and measures how long after an event's acknowledgement the view has it. The time includes waiting for a
/// free connection, so that a slow service cannot lower it.
/// </summary>
internal sealed class Waiters(string host, ConcurrentQueue<(long Position, long AcknowledgedAt)> samples) : IWorkload
{
    public List<int> LagMicroseconds { get; } = [];

    /// <summary>Set when there will be no more samples.</summary>
    public volatile bool Over;

    public bool Exhausted => Over && samples.IsEmpty;

    public bool TryNext(Connection connection, long now)
    {
        if (!samples.TryDequeue(out var sample))
            return false;
        connection.Use(Http.Get(host, $"/v1/waybills?limit=1&waitFor={sample.Position}"));
        connection.Note = sample.AcknowledgedAt;
        return true;
    }

    public void Answered(Connection connection, long now) =>
        LagMicroseconds.Add((int)(Stopwatch.GetElapsedTime(connection.Note, now).Ticks / TimeSpan.TicksPerMicrosecond));
}
