using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrderTracking.Bench.Load;

/// <summary>
/// Asks a view to answer as soon as it has reached a position, and notes how long after the event's acknowledgement
/// that was. A sample that must wait for a free connection goes on ageing, so that slowness cannot hide.
/// </summary>
internal sealed class Waiters(string host, ConcurrentQueue<(long Position, long AcknowledgedAt)> samples) : IWorkload
{
    public List<int> LagMicroseconds { get; } = [];

    /// <summary>Set when no more samples will come.</summary>
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
