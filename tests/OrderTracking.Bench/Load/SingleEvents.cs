using System.Diagnostics;
using System.Globalization;
using System.Text;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Load;

/// <summary>
/// Single-event POSTs for random waybills. The requests are rendered once; the waybill's number, the event's id and the time are
/// overwritten in place.
/// </summary>
internal sealed class SingleEvents : IWorkload
{
    private const string Id = "00000000-0000-0000-0000-000000000000";
    private const string Time = "0000-00-00T00:00:00.000000+08:00";

    private readonly Template[] _templates;
    private readonly int _waybills;
    private readonly Pace? _pace;
    private readonly Random _random = new();
    private readonly byte[] _time = new byte[Time.Length];
    private readonly Action<long, long>? _acknowledged;
    private long _timeOf;
    private int _next;

    /// <param name="perSecond">The pace; null sends as fast as answers come.</param>
    /// <param name="acknowledged">Called with each event's position and the time at which its answer was read.</param>
    /// <param name="caller">The subject of the token that they are sent with.</param>
    public SingleEvents(string host, string prefix, int waybills, double? perSecond = null, Action<long, long>? acknowledged = null,
        string caller = Identities.Anyone)
    {
        _waybills = waybills;
        _pace = perSecond is { } rate ? new Pace(rate) : null;
        _acknowledged = acknowledged;
        _templates = [.. Freight.Repeatable(Id, Time).Select(body => Template.Of(host, prefix + Freight.First, body, caller))];
    }

    /// <inheritdoc cref="Pace.WorstBacklog"/>
    public long WorstBacklog => _pace?.WorstBacklog ?? 0;

    public bool Exhausted => false;

    public bool TryNext(Connection connection, long now)
    {
        if (_pace?.IsDue(now) == false)
            return false;

        var template = _templates[_next++ % _templates.Length];
        var request = connection.Own(template.Bytes.Length);
        template.Bytes.CopyTo(request);
        (Freight.First + _random.Next(_waybills)).TryFormat(request[template.Number..], out _, provider: CultureInfo.InvariantCulture);
        RandomId().TryFormat(request[template.Id..], out _);
        TimeOf(now).CopyTo(request[template.Time..]);
        return true;
    }

    public void Answered(Connection connection, long now)
    {
        if (_acknowledged is not null)
            _acknowledged(connection.Answer.Number("\"position\":"u8), now);
    }

    private Guid RandomId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[7] = (byte)(bytes[7] & 0x0f | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        return new Guid(bytes);
    }

    // Formatting the time is the most expensive part, so it is done once a millisecond.
    private byte[] TimeOf(long now)
    {
        if (now - _timeOf > Stopwatch.Frequency / 1000)
        {
            DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8))
                .TryFormat(_time, out _, "yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
            _timeOf = now;
        }

        return _time;
    }

    private sealed record Template(byte[] Bytes, int Number, int Id, int Time)
    {
        public static Template Of(string host, string waybill, string body, string caller)
        {
            var bytes = Http.Post(host, $"/v1/waybills/{waybill}/events", "application/json", Encoding.UTF8.GetBytes(body), caller)
                .ToArray();
            return new Template(bytes, Find(waybill) + waybill.Length - 7, Find(SingleEvents.Id), Find(SingleEvents.Time));

            int Find(string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        }
    }
}
