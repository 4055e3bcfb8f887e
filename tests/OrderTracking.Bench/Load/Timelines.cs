using System.Globalization;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Load;

/// <summary>GETs of the timelines of random waybills, as fast as answers come.</summary>
internal sealed class Timelines(string host, string prefix, int waybills, string caller = Identities.Anyone) : IWorkload
{
    private readonly byte[] _request = Http.Get(host, $"/v1/waybills/{prefix}{Freight.First}/timeline", caller).ToArray();
    private readonly int _number = $"GET /v1/waybills/{prefix}".Length;
    private readonly Random _random = new();

    public bool Exhausted => false;

    public bool TryNext(Connection connection, long now)
    {
        var request = connection.Own(_request.Length);
        _request.CopyTo(request);
        (Freight.First + _random.Next(waybills)).TryFormat(request[_number..], out _, provider: CultureInfo.InvariantCulture);
        return true;
    }

    public void Answered(Connection connection, long now)
    {
    }
}
