using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using OrderTracking.Bench.Million;

namespace OrderTracking.Bench.Doors;

/// <param name="TurnedAway">Answers that the limits gave: 429 and 503.</param>
/// <param name="Complaint">The first answer that was of no kind expected.</param>
internal sealed record Steady(Latency Latency, int TurnedAway, string? Complaint);

/// <summary>Asks at an even pace, timelines and single events in turn, and remembers what was accepted.</summary>
/// <param name="perSecond">So many requests a second, on time whatever became of those before.</param>
internal sealed class SteadyCaller(HttpClient http, string prefix, int waybills, int perSecond)
{
    private int _number;

    /// <summary>Ids of the events that were acknowledged.</summary>
    public ConcurrentBag<Guid> Accepted { get; } = [];

    public async Task<Steady> RunAsync(TimeSpan time)
    {
        var (taken, asked, since) = (new ConcurrentBag<double>(), new List<Task>(), Stopwatch.StartNew());
        var (turnedAway, complaint) = (0, (string?)null);
        for (var count = 0; since.Elapsed < time;)
        {
            for (var due = (int)(since.Elapsed.TotalSeconds * perSecond); count < due; count++)
                asked.Add(AskAsync());
            await Task.Delay(2);
        }

        await Task.WhenAll(asked);
        return new Steady(Latency.Of(taken), turnedAway, complaint);

        async Task AskAsync()
        {
            var from = Stopwatch.GetTimestamp();
            try
            {
                var (status, text) = await OneAsync();
                if (status is HttpStatusCode.OK or HttpStatusCode.Created)
                    taken.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                else if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                    Interlocked.Increment(ref turnedAway);
                else
                    complaint ??= $"{(int)status} {text}";
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                complaint ??= failure.Message;
            }
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> OneAsync()
    {
        var number = Interlocked.Increment(ref _number);
        var waybill = string.Create(CultureInfo.InvariantCulture, $"{prefix}{Freight.First + (int)(number * 7919L % waybills)}");
        if (number % 2 == 0)
        {
            using var read = await http.GetAsync($"/v1/waybills/{waybill}/timeline");
            return (read.StatusCode, await read.Content.ReadAsStringAsync());
        }

        var id = Guid.NewGuid();
        var event_ = Freight.Repeatable($"{id}", DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture))[2];
        using var body = new StringContent(event_, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"/v1/waybills/{waybill}/events", body);
        if (answer.StatusCode == HttpStatusCode.Created)
            Accepted.Add(id);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
