using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using OrderTracking.Bench.Server;

namespace OrderTracking.Bench.Million;

/// <param name="PerSecond">Events accepted a second.</param>
/// <param name="Complaint">The first answer that was not 2xx; null if there was none.</param>
internal sealed record Ingested(double PerSecond, Latency Latency, string? Complaint);

/// <summary>
/// Sends single events at an even pace: new waybills that are received, stocked in, loaded, arrive and are signed for, a few hundred at a
/// time, so that every view and every roll-up changes.
/// </summary>
internal sealed class SteadyIngest(Uri service, Network network, int perSecond)
{
    private const int AtATime = 200, AtOnce = 64;

    private readonly Random _chance = new(7);
    private readonly Dictionary<int, (string Account, Lane Lane)> _freight = [];
    private readonly ConcurrentBag<double> _taken = [];
    private volatile bool _over;
    private string? _complaint;
    private Task? _running;
    private long _begun;

    public void Begin()
    {
        _begun = Stopwatch.GetTimestamp();
        _running = Task.Run(RunAsync);
    }

    public async Task<Ingested> EndAsync()
    {
        var elapsed = Stopwatch.GetElapsedTime(_begun);
        _over = true;
        await _running!;
        return new Ingested(_taken.Count / elapsed.TotalSeconds, Latency.Of(_taken), _complaint);
    }

    private async Task RunAsync()
    {
        using var http = Identities.Connect(service, connections: AtOnce);
        using var free = new SemaphoreSlim(AtOnce);
        for (var posted = 0; !_over;)
        {
            var due = (int)(Stopwatch.GetElapsedTime(_begun).TotalSeconds * perSecond);
            for (; posted < due; posted++)
            {
                await free.WaitAsync();
                _ = PostAsync(http, free, posted);
            }

            await Task.Delay(2);
        }

        for (var ended = 0; ended < AtOnce; ended++)
            await free.WaitAsync();
    }

    private async Task PostAsync(HttpClient http, SemaphoreSlim free, int number)
    {
        try
        {
            var (waybill, step) = (number / (AtATime * 5) * AtATime + number % AtATime, number / AtATime % 5);
            using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Body(waybill, step)));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var asked = Stopwatch.GetTimestamp();
            using var answer = await http.PostAsync($"/v1/waybills/LIVE{waybill:0000000}/events", body);
            if (answer.IsSuccessStatusCode)
                _taken.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            else
                _complaint ??= $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (HttpRequestException failure)
        {
            _complaint ??= failure.Message;
        }
        finally
        {
            free.Release();
        }
    }

    private string Body(int waybill, int step)
    {
        (string Account, Lane Lane) freight;
        lock (_freight)
            if (!_freight.TryGetValue(waybill, out freight))
                _freight[waybill] = freight = (network.Account(_chance), network.Lane(_chance));
        var (account, lane) = freight;
        var now = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        var (type, station, data) = step switch
        {
            0 => ("received", lane.Origin,
                $$"""{"account":"{{account}}","origin":"{{lane.Origin}}","destination":"{{lane.Destination}}","pieces":4,"weightKg":"""
                + $$"""126,"volumeM3":0.72,"freight":182,"promisedAt":"{{Time(now.AddHours(lane.Standard))}}"}"""),
            1 => ("stockedIn", lane.Origin, """{"pieces":4,"weightKg":128.5,"volumeM3":0.7}"""),
            2 => ("loaded", lane.Origin, $$"""{"pieces":4,"nextStation":"{{lane.Destination}}"}"""),
            3 => ("arrived", lane.Destination, """{"pieces":4}"""),
            _ => ("signed", lane.Destination, """{"pieces":4}""")
        };
        return $$"""{"id":"{{Guid.NewGuid()}}","type":"{{type}}","occurredAt":"""
            + $$""" "{{Time(now)}}","station":"{{station}}","by":"li.wei","data":{{data}}}""";

        static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
    }
}
