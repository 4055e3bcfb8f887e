using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing.Freight;

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>Senders that send a request again, to one node after the other, until it is answered, and that remember every answer.</summary>
internal sealed class Clients(string token, int count, params Uri[] nodes) : IDisposable
{
    private readonly HttpClient http =
        new(new SocketsHttpHandler { MaxConnectionsPerServer = count, ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        Timeout = TimeSpan.FromSeconds(10), DefaultRequestHeaders = { Authorization = new("Bearer", token) },
    };

    private int acknowledgements, inFlight, retries;

    /// <summary>What the answer said, by event id.</summary>
    public ConcurrentDictionary<Guid, (string Waybill, long Version, long Position)> Acknowledged { get; } = [];

    /// <summary>Every id that was ever sent.</summary>
    public ConcurrentDictionary<Guid, byte> Sent { get; } = [];

    /// <summary>Answers that contradict an earlier one, or have an unexpected status.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    public int Acknowledgements => Volatile.Read(ref acknowledgements);

    public int InFlight => Volatile.Read(ref inFlight);

    public int Retries => Volatile.Read(ref retries);

    /// <summary>Posts until cancelled; requests under way are then still sent until they are answered.</summary>
    public Task Run(int seed, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(client => Task.Run(() => Work(client, seed, stopping), CancellationToken.None)));

    public void Dispose() => http.Dispose();

    private async Task Work(int client, int seed, CancellationToken stopping)
    {
        var freight = new RandomFreight((seed * 1_000) + client);
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            var posts = freight.Waybill();
            foreach (var post in posts)
                if (!stopping.IsCancellationRequested) await Post($"ZB-{client}-{i}", post);
            // All clients write to this waybill at the same time.
            var note = new CustomerNotified("sms", "在途") { OccurredAt = Sample.Noon, Station = "SHA", By = "bot" };
            await Post("ZB-SHARED", [new(Shared(seed), Sample.Received()), .. i == 0 ? (SubmittedEvent[])[] : [new(Guid.NewGuid(), note)]]);
        }
    }

    private static Guid Shared(int seed) => new(seed, 7, 7, [7, 7, 7, 7, 7, 7, 7, 7]);

    private async Task Post(string waybill, List<SubmittedEvent> submittedEvents)
    {
        foreach (var submitted in submittedEvents) Sent[submitted.Id] = 0;
        var body = submittedEvents.Count == 1 ? Wire.Of(submittedEvents[0])
            : (JsonNode)new JsonArray([.. submittedEvents.Select(submitted => Wire.Of(submitted))]);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (await Send(nodes[(bytes.Length + tries) % nodes.Length], waybill, bytes)) return;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
            }
            Interlocked.Increment(ref retries);
            await Task.Delay(Math.Min(200, 20 * (tries + 1)));
        }
    }

    // Whether there was a final answer.
    private async Task<bool> Send(Uri node, string waybill, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        Interlocked.Increment(ref inFlight);
        try
        {
            using var answer = await http.PostAsync(new Uri(node, $"v1/waybills/{waybill}/events"), content);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created) Remember(waybill, JsonNode.Parse(text)!);
            // Random freight breaks rules now and then (422); any other status is a fault of the service.
            else if (answer.StatusCode != HttpStatusCode.UnprocessableEntity) Wrong.Enqueue($"{(int)answer.StatusCode} {text}");
            Interlocked.Increment(ref acknowledgements);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    private void Remember(string waybill, JsonNode answer)
    {
        foreach (var told in answer["events"]!.AsArray())
        {
            var now = (waybill, told!["version"]!.GetValue<long>(), told["position"]!.GetValue<long>());
            if (Acknowledged.GetOrAdd(told["id"]!.GetValue<Guid>(), now) is var before && before != now)
                Wrong.Enqueue($"told {before}, then {now}");
        }
    }
}
