using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Sending;

/// <summary>The service answered with a problem that a retry would not change.</summary>
internal sealed class ServiceProblemException(string message) : Exception(message);

/// <summary>Why the service refused something: the members of its problem.</summary>
internal sealed record ServiceRefusal(string? Code, string? Field, string? Expected, string? Label);

/// <summary>
/// The part of the HTTP API that the loaders use. A batch without an answer is sent again, byte for byte: event ids show which of its
/// lines were recorded already.
/// </summary>
/// <param name="timeout">How long to retry without any answer.</param>
/// <param name="wait">The pause between retries; replaced in tests.</param>
internal sealed class EventsClient(HttpClient http, TimeSpan timeout, Func<TimeSpan, CancellationToken, Task>? wait = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Func<TimeSpan, CancellationToken, Task> _wait = wait ?? Task.Delay;

    /// <summary>How many requests were sent again. Afterwards 'duplicate' may mean accepted by the request whose answer was lost.</summary>
    public int Retries { get; private set; }

    /// <summary>A client that authenticates by the token or key in ORDERTRACKING_TOKEN.</summary>
    public static HttpClient Http(Uri url)
    {
        var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        if (Environment.GetEnvironmentVariable("ORDERTRACKING_TOKEN") is { Length: > 0 } token)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    public async Task<BatchResponse> PostAsync(IReadOnlyList<EventLine> lines, CancellationToken cancel)
    {
        var body = EventLine.ToNdjson(lines);
        return await TryAsync(async () =>
        {
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            return await http.PostAsync(new Uri("v1/events?onError=proceed", UriKind.Relative), content, cancel);
        }, Read, cancel);

        static BatchResponse Read(string text) =>
            JsonSerializer.Deserialize<BatchResponse>(text, Web)
                ?? throw new ServiceProblemException("the service answered null to a batch");
    }

    /// <summary>Records an array of reference events, all or none; returns why none were, or null.</summary>
    public Task<ServiceRefusal?> PostReferenceAsync(JsonArray events, CancellationToken cancel) =>
        PostAsync("v1/reference/events", events, cancel);

    /// <summary>
    /// Records an event on its waybill's own route, for those that no batch may hold; returns why it was not, or null.
    /// </summary>
    public Task<ServiceRefusal?> PostToWaybillAsync(EventLine line, CancellationToken cancel) =>
        PostAsync($"v1/waybills/{Uri.EscapeDataString(line.Waybill)}/events", line.ToWaybillJson(), cancel);

    /// <summary>Records events of a case, all or none; returns why none were, or null.</summary>
    /// <param name="route">The part of its kind's routes: claims.</param>
    public Task<ServiceRefusal?> PostToCaseAsync(string route, string number, IEnumerable<EventLine> events, CancellationToken cancel) =>
        PostAsync($"v1/{route}/{Uri.EscapeDataString(number)}/events",
            new JsonArray([.. events.Select(line => line.ToWaybillJson())]), cancel);

    private Task<ServiceRefusal?> PostAsync(string address, JsonNode events, CancellationToken cancel)
    {
        var body = Encoding.UTF8.GetBytes(events.ToJsonString(Readable));
        return TryAsync(async () =>
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return await http.PostAsync(new Uri(address, UriKind.Relative), content, cancel);
        }, text => JsonSerializer.Deserialize<ServiceRefusal>(text, Web) is { Code: not null } refusal ? refusal : null, cancel,
            status => status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict or HttpStatusCode.BadRequest);
    }

    /// <summary>The ids of all reference events.</summary>
    public async Task<IReadOnlySet<Guid>> ReferenceIdsAsync(CancellationToken cancel)
    {
        var ids = new HashSet<Guid>();
        for (var after = "0"; after is not null;)
        {
            var address = new Uri($"v1/reference/events?limit=1000&after={after}", UriKind.Relative);
            after = await TryAsync(() => http.GetAsync(address, cancel), text =>
            {
                using var page = JsonDocument.Parse(text);
                foreach (var item in page.RootElement.GetProperty("items").EnumerateArray()) ids.Add(item.GetProperty("id").GetGuid());
                return page.RootElement.GetProperty("next").GetString();
            }, cancel);
        }
        return ids;
    }

    /// <summary>Whether the service has no waybill yet.</summary>
    public Task<bool> IsEmptyAsync(CancellationToken cancel) =>
        TryAsync(() => http.GetAsync(new Uri("v1/waybills?limit=1", UriKind.Relative), cancel), text =>
        {
            using var page = JsonDocument.Parse(text);
            return page.RootElement.GetProperty("items").GetArrayLength() == 0;
        }, cancel);

    private async Task<T> TryAsync<T>(
        Func<Task<HttpResponseMessage>> send, Func<string, T> read, CancellationToken cancel, Func<HttpStatusCode, bool>? isAnswer = null)
    {
        var pause = FirstPause;
        for (var waited = TimeSpan.Zero; ; waited += pause, pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            string trouble;
            try
            {
                using var response = await send();
                var text = await response.Content.ReadAsStringAsync(cancel);
                if (response.IsSuccessStatusCode || isAnswer?.Invoke(response.StatusCode) is true) return read(text);
                trouble = $"{(int)response.StatusCode} {text}";
                if (!Passing(response.StatusCode)) throw new ServiceProblemException($"the service answered {trouble}");
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException // an answer cut short is none
                || (broken is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                trouble = broken.Message;
            }

            if (waited >= timeout)
                throw new ServiceProblemException($"no answer from {http.BaseAddress} for {timeout.TotalSeconds:0} s: {trouble}");
            Retries++;
            await _wait(pause, cancel);
        }
    }

    private static bool Passing(HttpStatusCode status) => status is HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
}
