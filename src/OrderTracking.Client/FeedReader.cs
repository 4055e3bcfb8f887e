using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace OrderTracking.Client;

/// <summary>Which events of the feed; each that is given narrows it.</summary>
/// <param name="Station">Where they happened.</param>
/// <param name="Type">An event's name: <c>arrived</c>.</param>
/// <param name="Case">A case (<c>claim:CL-1</c>), or all of a kind (<c>claim</c>).</param>
public sealed record FeedFilter(string? Account = null, string? Station = null, string? Type = null, string? Waybill = null,
    string? Case = null)
{
    internal string Path()
    {
        var path = "v1/feed";
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
            [("account", Account), ("station", Station), ("type", Type), ("waybill", Waybill), ("case", Case)])
            if (value is not null) path = OrderTrackingClient.With(path, name, value);
        return path;
    }
}

/// <summary>
/// Follows the feed. A stream that breaks off is opened again after the last event, so there is neither a gap nor a repeat. It ends when it
/// is cancelled, and is for one reader at a time.
/// </summary>
public sealed class FeedReader : IAsyncEnumerable<RecordedEvent>
{
    /// <summary>Three heartbeats: a connection on which nothing was heard for so long is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly RetryOptions options;
    private readonly FeedFilter filter;

    internal FeedReader(HttpClient http, RetryOptions options, FeedFilter filter, string? after) =>
        (this.http, this.options, this.filter, LastId) = (http, options, filter, after);

    /// <summary>
    /// How far the feed was read, heartbeats included. Kept after an event was dealt with, it is where another reader goes on: as
    /// <c>after</c>.
    /// </summary>
    public string? LastId { get; private set; }

    /// <exception cref="OrderTrackingException">
    /// The feed was refused, or did not answer. Of 409 <c>other-epoch</c> the problem's position says up to where the log is the same:
    /// forget what came after it, and go on from there.
    /// </exception>
    public async IAsyncEnumerator<RecordedEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var pauses = new Pauses(options);
        while (true)
        {
            using var heard = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var response = await Open(heard, cancellationToken).ConfigureAwait(false);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var items = SseParser.Create(body).EnumerateAsync(heard.Token).GetAsyncEnumerator(heard.Token);
            while (await Next(items, heard, cancellationToken).ConfigureAwait(false))
            {
                pauses.Reset();
                // Before it is handed out: whoever keeps LastId does so when it is dealt with.
                LastId = items.Current.EventId ?? LastId;
                if (items.Current is { EventType: "message", Data: { Length: > 0 } text }) yield return Read(text);
            }
            if (pauses.Next(null) is not { } pause) throw new OrderTrackingException("The feed breaks off each time it is opened.");
            await Task.Delay(pause, options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<HttpResponseMessage> Open(CancellationTokenSource heard, CancellationToken cancellationToken) =>
        new Retries(options).Run(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(filter.Path(), UriKind.Relative));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (LastId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", LastId);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, heard.Token).ConfigureAwait(false);
        }, async (response, cancel) =>
        {
            if (response.IsSuccessStatusCode) return response;
            using (response) throw await OrderTrackingException.Of(response, cancel).ConfigureAwait(false);
        }, cancellationToken);

    // False when the stream has ended, was broken off, or is silent.
    private static async Task<bool> Next(
        IAsyncEnumerator<SseItem<string>> items, CancellationTokenSource heard, CancellationToken cancellationToken)
    {
        heard.CancelAfter(Silence);
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static RecordedEvent Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<RecordedEvent>(text, Wire.Json)!;
        }
        catch (JsonException unreadable)
        {
            throw new OrderTrackingException($"An event of the feed cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
