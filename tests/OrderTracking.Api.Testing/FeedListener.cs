using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace OrderTracking.Api.Testing;

/// <summary>Listens to the feed as a client does.</summary>
public sealed class FeedListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpResponseMessage answer;
    private readonly IAsyncEnumerator<SseItem<string>> items;

    private FeedListener(HttpResponseMessage answer, Stream body) =>
        (this.answer, items) = (answer, SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator());

    public HttpResponseMessage Answer => answer;

    /// <summary>The id of the last item, heartbeats included; null before the first.</summary>
    public string? LastId { get; private set; }

    /// <param name="lastEventId">The header that a browser sends when it comes back.</param>
    /// <param name="accept">What it accepts, where it says so.</param>
    public static async Task<FeedListener> Open(
        RunningService service, string query = "", string? lastEventId = null, string? accept = null)
    {
        var answer = await Ask(service, query, lastEventId, accept);
        if (answer.StatusCode == HttpStatusCode.OK) return new(answer, await answer.Content.ReadAsStreamAsync());
        using (answer) throw new InvalidOperationException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>The events up to where the log ends now as one answer, a line each; or the refusal.</summary>
    public static async Task<Answer> Read(RunningService service, string query)
    {
        var answer = await Ask(service, query, null);
        if (answer.StatusCode != HttpStatusCode.OK)
            using (answer)
                return new((int)answer.StatusCode, answer.Headers, answer.Content.Headers, await answer.Content.ReadAsByteArrayAsync());
        await using var feed = new FeedListener(answer, await answer.Content.ReadAsStreamAsync());
        var events = string.Join('\n', (await feed.UpToNow()).Select(found => found.GetRawText()));
        return new(200, answer.Headers, answer.Content.Headers, Encoding.UTF8.GetBytes(events));
    }

    private static async Task<HttpResponseMessage> Ask(RunningService service, string query, string? lastEventId, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/feed{query}");
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await service.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The next item; null when the stream has ended.</summary>
    public async Task<SseItem<string>?> NextItem()
    {
        if (!await items.MoveNextAsync().AsTask().WaitAsync(Patience)) return null;
        LastId = items.Current.EventId ?? LastId;
        return items.Current;
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<JsonElement?> Next()
    {
        while (await NextItem() is { } item)
            if (item.EventType != "heartbeat") return JsonDocument.Parse(item.Data).RootElement;
        return null;
    }

    /// <summary>So many events.</summary>
    public async Task<List<JsonElement>> Take(int count)
    {
        var events = new List<JsonElement>(count);
        while (events.Count < count && await Next() is { } found) events.Add(found);
        return events;
    }

    /// <summary>All events up to where the log ends now.</summary>
    public async Task<List<JsonElement>> UpToNow()
    {
        var (events, heartbeats) = (new List<JsonElement>(), 0);
        // The first comes at the beginning, the second when the reader has caught up.
        while (heartbeats < 2 && await NextItem() is { } item)
            if (item.EventType == "heartbeat") heartbeats++;
            else events.Add(JsonDocument.Parse(item.Data).RootElement);
        return events;
    }

    /// <summary>What is left to read, as text, until the stream ends.</summary>
    public async Task<string> Rest()
    {
        var rest = new StringBuilder();
        while (await NextItem() is { } item) rest.Append(item.Data).Append('\n');
        return rest.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        answer.Dispose();
        try
        {
            await items.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // A read is under way that was given up.
        }
    }
}
