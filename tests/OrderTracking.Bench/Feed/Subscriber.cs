using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Feed;

/// <summary>
/// One reader of the feed: a customer who sees one account. It remembers the position of every event that it receives, and goes on at the
/// next node with its last id when a connection breaks or a stream ends.
/// </summary>
internal sealed class Subscriber(HttpClient http, string account, IReadOnlyList<Uri> nodes)
{
    private const int SampleEvery = 20;

    private static readonly byte[] RecordedAt = "\"recordedAt\":\""u8.ToArray();

    private readonly string _token = Identities.Customer(account);
    private string? _last;
    private int _node;
    private volatile bool _isOpen;

    public string Account => account;

    /// <summary>The positions of the events received, in the order in which they came.</summary>
    public List<long> Positions { get; } = [];

    /// <summary>Milliseconds from the recording of an event to its receipt, of one event in twenty.</summary>
    public List<int> Delays { get; } = [];

    public int Openings { get; private set; }

    public bool IsOpen => _isOpen;

    public async Task RunAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(nodes[_node], over);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
            {
                // The node was killed, or this is over.
            }

            _isOpen = false;
            _node = (_node + 1) % nodes.Count;
        }
    }

    private async Task ReadAsync(Uri node, CancellationToken over)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, "/v1/feed"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        if (_last is not null)
            request.Headers.Add("Last-Event-ID", _last);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(200, over);
            return;
        }

        Openings++;
        await using var stream = await answer.Content.ReadAsStreamAsync(over);
        await foreach (var item in SseParser.Create(stream, Parse).EnumerateAsync(over))
        {
            _last = item.EventId ?? _last;
            _isOpen = true;
            if (item.EventType == "heartbeat")
                continue;
            Positions.Add(long.Parse(_last.AsSpan(0, _last!.IndexOf('@', StringComparison.Ordinal)), CultureInfo.InvariantCulture));
            if (Positions.Count % SampleEvery == 0)
                Delays.Add((int)(DateTimeOffset.UtcNow - item.Data).TotalMilliseconds);
        }
    }

    private static DateTimeOffset Parse(string type, ReadOnlySpan<byte> data)
    {
        var at = data.IndexOf(RecordedAt);
        if (at < 0)
            return default;
        var text = data[(at + RecordedAt.Length)..];
        return DateTimeOffset.Parse(Encoding.ASCII.GetString(text[..text.IndexOf((byte)'"')]), CultureInfo.InvariantCulture);
    }
}
