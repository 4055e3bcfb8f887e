using System.Globalization;
using System.Net;
using System.Text;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Load;

/// <summary>GETs of the timelines of random waybills, as fast as answers come.</summary>
/// <param name="tags">
/// Each waybill's ETag, as which it is asked for with If-None-Match; answers are then 304. Null asks for the timelines themselves.
/// </param>
internal sealed class Timelines(string host, string prefix, int waybills, string caller = Identities.Anyone,
    IReadOnlyList<byte[]>? tags = null) : IWorkload
{
    private const int LastLine = 2;

    private readonly byte[] _request = Http.Get(host, Path(prefix, 0), caller).ToArray();
    private readonly int _number = $"GET {Path(prefix, 0)}".IndexOf($"{Freight.First}", StringComparison.Ordinal);
    private readonly Random _random = new();

    public bool Exhausted => false;

    public static string Path(string prefix, int waybill) => $"/v1/waybills/{prefix}{Freight.First + waybill}/timeline";

    public bool TryNext(Connection connection, long now)
    {
        var waybill = _random.Next(waybills);
        var tag = tags is null ? [] : tags[waybill].AsSpan();
        var request = connection.Own(_request.Length + tag.Length);
        _request.CopyTo(request);
        (Freight.First + waybill).TryFormat(request[_number..], out _, provider: CultureInfo.InvariantCulture);
        if (tag.Length == 0)
            return true;
        // Before the empty line that ends the header.
        tag.CopyTo(request[(_request.Length - LastLine)..]);
        "\r\n"u8.CopyTo(request[^LastLine..]);
        return true;
    }

    public bool Succeeds(int status) => (HttpStatusCode)status == (tags is null ? HttpStatusCode.OK : HttpStatusCode.NotModified);

    public void Answered(Connection connection, long now)
    {
    }

    /// <summary>The header line by which a waybill's timeline is asked for with its ETag.</summary>
    public static async Task<byte[]> TagAsync(HttpClient http, string prefix, int waybill)
    {
        using var answer = await http.GetAsync(Path(prefix, waybill));
        return Encoding.ASCII.GetBytes($"If-None-Match: {answer.EnsureSuccessStatusCode().Headers.ETag!.Tag}\r\n");
    }
}
