using System.Net;
using OrderTracking.Bench.Load;

namespace OrderTracking.Bench.Flood;

/// <summary>Sends requests at an even pace, timelines and single events by turns.</summary>
/// <param name="accepted">Gets the positions of the events that were acknowledged.</param>
internal sealed class Caller(string name, string host, string prefix, int waybills, int perSecond, ICollection<long> accepted) : IWorkload
{
    private readonly Pace _pace = new(perSecond);
    private readonly Timelines _timelines = new(host, prefix, waybills, name);
    private readonly SingleEvents _events =
        new(host, prefix, waybills, acknowledged: (position, _) => accepted.Add(position), caller: name);
    private bool _reads;

    /// <inheritdoc cref="Pace.WorstBacklog"/>
    public long WorstBacklog => _pace.WorstBacklog;

    public bool Exhausted => false;

    public bool TryNext(Connection connection, long now)
    {
        if (!_pace.IsDue(now))
            return false;
        _reads = !_reads;
        connection.Note = _reads ? 1 : 0;
        return _reads ? _timelines.TryNext(connection, now) : _events.TryNext(connection, now);
    }

    public void Answered(Connection connection, long now)
    {
        if (connection.Note == 0)
            _events.Answered(connection, now);
    }

    public bool Expects(int status) => (HttpStatusCode)status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
}
