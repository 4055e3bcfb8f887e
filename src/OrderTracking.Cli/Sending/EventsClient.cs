using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Sending;

/// <summary>The service answered something that trying again would not change.</summary>
internal sealed class ServiceProblemException(string message) : Exception(message);

/// <summary>
/// The part of the HTTP API that loaders use. A batch that got no answer is sent again, byte for byte: the ids say which
/// of its lines were recorded already.
/// </summary>
/// <param name="patience">How long to go on trying without any answer.</param>
/// <param name="wait">The pause between tries; replaced in tests.</param>
internal sealed class EventsClient(HttpClient http, TimeSpan patience, Func<TimeSpan, CancellationToken, Task>? wait = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    private readonly Func<TimeSpan, CancellationToken, Task> _wait = wait ?? Task.Delay;

    /// <summary>Requests that were sent again. After one, 'duplicate' may mean 'accepted by the try whose answer was lost'.</summary>
    public int Retries { get; private set; }

    public static HttpClient Http(Uri url) => new() { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };

    public async Task<BatchAnswer> PostAsync(IReadOnlyList<EventLine> lines, CancellationToken cancel)
    {
        var body = EventLine.ToNdjson(lines);
        return await TryAsync(async () =>
        {
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            return await http.PostAsync(new Uri("v1/events?onError=proceed", UriKind.Relative), content, cancel);
        }, Read, cancel);

        static BatchAnswer Read(string text) =>
            JsonSerializer.Deserialize<BatchAnswer>(text, Web) ?? throw new ServiceProblemException("the service answered null to a batch");
    }

    /// <summary>Whether the service holds no waybill yet.</summary>
    public Task<bool> IsEmptyAsync(CancellationToken cancel) =>
        TryAsync(() => http.GetAsync(new Uri("v1/waybills?limit=1", UriKind.Relative), cancel), text =>
        {
            using var page = JsonDocument.Parse(text);
            return page.RootElement.GetProperty("items").GetArrayLength() == 0;
        }, cancel);

    private async Task<T> TryAsync<T>(Func<Task<HttpResponseMessage>> send, Func<string, T> read, CancellationToken cancel)
    {
        var pause = FirstPause;
        for (var waited = TimeSpan.Zero; ; waited += pause, pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            string trouble;
            try
            {
                using var response = await send();
                var text = await response.Content.ReadAsStringAsync(cancel);
                if (response.IsSuccessStatusCode) return read(text);
                trouble = $"{(int)response.StatusCode} {text}";
                if (!Passing(response.StatusCode)) throw new ServiceProblemException($"the service answered {trouble}");
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException // an answer cut short is none
                || (broken is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                trouble = broken.Message;
            }

            if (waited >= patience) throw new ServiceProblemException($"no answer from {http.BaseAddress} for {patience.TotalSeconds:0} s: {trouble}");
            Retries++;
            await _wait(pause, cancel);
        }
    }

    private static bool Passing(HttpStatusCode status) => status is HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
}
