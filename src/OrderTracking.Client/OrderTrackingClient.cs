using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OrderTracking.Client;

/// <summary>
/// A client of the service's HTTP API. What got no answer is sent again, byte for byte: by the events' ids, or the Idempotency-Key, the
/// service knows what it has recorded, so nothing counts twice. It may be used by many at once.
/// </summary>
/// <param name="http">
/// Has the service's address (<see cref="HttpClient.BaseAddress"/>, ended by a slash where it has a path) and the caller's token or key
/// (<c>Authorization: Bearer …</c>).
/// </param>
public sealed partial class OrderTrackingClient(HttpClient http, RetryOptions? retries = null)
{
    private readonly RetryOptions options = retries ?? new();
    private readonly Retries tries = new(retries ?? new());

    /// <summary>
    /// How many requests were sent again. After one, 'duplicate' may mean recorded by the request whose answer was lost.
    /// </summary>
    public int RetryCount => tries.Count;

    /// <summary>Records events of a waybill, all or none.</summary>
    /// <exception cref="OrderTrackingException">They were refused, or there was no answer.</exception>
    public Task<RecordedAnswer> RecordAsync(
        string waybill, IEnumerable<EventLine> events, CancellationToken cancellationToken = default) =>
        Record($"v1/waybills/{Uri.EscapeDataString(waybill)}/events", events, cancellationToken);

    /// <summary>Records events of a case, all or none.</summary>
    /// <param name="cases">The part of its kind's routes: <c>claims</c>, <c>complaints</c>, …</param>
    /// <exception cref="OrderTrackingException">They were refused, or there was no answer.</exception>
    public Task<RecordedAnswer> RecordCaseAsync(
        string cases, string number, IEnumerable<EventLine> events, CancellationToken cancellationToken = default) =>
        Record($"v1/{cases}/{Uri.EscapeDataString(number)}/events", events, cancellationToken);

    /// <summary>Records events of reference data, all or none; at most 1,000.</summary>
    /// <exception cref="OrderTrackingException">They were refused, or there was no answer.</exception>
    public Task<RecordedAnswer> RecordReferenceAsync(IEnumerable<EventLine> events, CancellationToken cancellationToken = default) =>
        Record("v1/reference/events", events, cancellationToken);

    /// <summary>Sends one batch: at most 100,000 lines and 64 MB. <see cref="SendAsync"/> cuts what is longer.</summary>
    /// <exception cref="OrderTrackingException">The batch was refused as a whole, or there was no answer. What its lines were
    /// refused for is in the answer.</exception>
    public Task<BatchAnswer> SendBatchAsync(
        IEnumerable<EventLine> lines, OnError onError = OnError.Proceed, CancellationToken cancellationToken = default) =>
        SendBatch(EventLine.ToNdjson(lines), onError, cancellationToken);

    /// <summary>
    /// Sends events in batches, one after the other. Lines of one waybill that follow each other stay in one batch, so a correction stays
    /// with what replaces it.
    /// </summary>
    /// <returns>The answer to each batch; its lines are counted through all that was sent.</returns>
    /// <exception cref="OrderTrackingException">A batch was refused as a whole, or there was no answer. What was answered before is
    /// recorded; sending all again changes nothing about it.</exception>
    public IAsyncEnumerable<BatchAnswer> SendAsync(IAsyncEnumerable<EventLine> events, CancellationToken cancellationToken = default) =>
        SendLines(BatchCutter.Lines(events, cancellationToken), cancellationToken);

    /// <summary>Sends a day's file, NDJSON in UTF-8, as it is: each line an event with its id.</summary>
    /// <returns>As <see cref="SendAsync"/>; a line's number is that in the file.</returns>
    /// <exception cref="OrderTrackingException">As <see cref="SendAsync"/>.</exception>
    public IAsyncEnumerable<BatchAnswer> SendFileAsync(Stream file, CancellationToken cancellationToken = default) =>
        SendLines(BatchCutter.Lines(file, cancellationToken), cancellationToken);

    /// <summary>The events of the caller's from now on, or from where a reader stopped.</summary>
    public FeedReader Feed(FeedFilter? filter = null, string? after = null) => new(http, options, filter ?? new(), after);

    /// <summary>Posts to a route that wants an Idempotency-Key: webhooks, keys, replays.</summary>
    /// <param name="path">Without a slash at the beginning: <c>v1/webhooks</c>.</param>
    /// <param name="key">Kept for a repeat after this process has ended; otherwise a new one, the same for all tries.</param>
    /// <exception cref="OrderTrackingException">It was refused, or there was no answer.</exception>
    public Task<T> PostAsync<T>(string path, object body, string? key = null, CancellationToken cancellationToken = default)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Wire.Json);
        var quoted = $"\"{key ?? Guid.NewGuid().ToString()}\"";
        return Post(path, content, Wire.JsonType, Read<T>, quoted, cancellationToken);
    }

    private Task<RecordedAnswer> Record(string path, IEnumerable<EventLine> events, CancellationToken cancellationToken) =>
        Post(path, EventLine.ToArray(events), Wire.JsonType, Read<RecordedAnswer>, null, cancellationToken);

    private Task<BatchAnswer> SendBatch(ReadOnlyMemory<byte> ndjson, OnError onError, CancellationToken cancellationToken) =>
        Post(onError == OnError.Proceed ? "v1/events" : "v1/events?onError=rollback", ndjson, Wire.NdjsonType, ReadBatch, null,
            cancellationToken);

    private async IAsyncEnumerable<BatchAnswer> SendLines(
        IAsyncEnumerable<NumberedLine> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in BatchCutter.Default.Cut(lines, cancellationToken).ConfigureAwait(false))
        {
            var answer = await SendBatch(batch.Ndjson, OnError.Proceed, cancellationToken).ConfigureAwait(false);
            yield return answer with { Results = [.. answer.Results.Select(line => line with { Line = batch.Numbers[line.Line - 1] })] };
        }
    }

    private Task<T> Post<T>(string path, ReadOnlyMemory<byte> body, string type, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        string? key, CancellationToken cancellationToken) => tries.Run(async cancel =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
            request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            return await http.SendAsync(request, cancel).ConfigureAwait(false);
        }, read, cancellationToken);

    private static async Task<T> Read<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            if (!response.IsSuccessStatusCode) throw await OrderTrackingException.Of(response, cancellationToken).ConfigureAwait(false);
            return await ReadJson<T>(response, cancellationToken).ConfigureAwait(false);
        }
    }

    // A batch that was rolled back is answered 422, with the results of its lines.
    private static async Task<BatchAnswer> ReadBatch(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
            if (response.StatusCode != HttpStatusCode.UnprocessableEntity
                || !(await ReadJson<JsonElement>(response, cancellationToken).ConfigureAwait(false)).TryGetProperty("results", out _))
                return await Read<BatchAnswer>(response, cancellationToken).ConfigureAwait(false);
            else return await ReadJson<BatchAnswer>(response, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<T> ReadJson<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize<T>(text, Wire.Json)
                ?? throw new OrderTrackingException("The service answered null.");
        }
        catch (JsonException unreadable)
        {
            throw new OrderTrackingException($"The answer cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
