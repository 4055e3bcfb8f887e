using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Fuzz;

public sealed class FuzzFixture : ServiceFixture
{
    protected override LimitSettings Limits => new() { Rate = 100_000, Tracks = 100_000, WrongDigitsOfNetwork = 1_000_000,
        WrongDigitsOfAll = 1_000_000, BatchesWaiting = 64 };

    // Requests with waitFor for a position that never comes should wait for a moment instead of ten seconds.
    protected override Task Prepare()
    {
        Clock.Haste = 200;
        return Task.CompletedTask;
    }
}

/// <summary>
/// Made-up requests of all kinds, by default the same 2,000 each time, so that runs can be compared. ORDERTRACKING_FUZZ sets how many,
/// with another seed each time; ORDERTRACKING_FUZZ_SEED repeats a seed.
/// </summary>
public partial class FuzzTests(FuzzFixture fixture) : IClassFixture<FuzzFixture>
{
    private const int Senders = 8;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);
    private static readonly int? Asked = Number("ORDERTRACKING_FUZZ");
    private static readonly int Requests = Asked ?? 2_000;

    private readonly int seed = Number("ORDERTRACKING_FUZZ_SEED") ?? (Asked is null ? 10_300_825 : Environment.TickCount & 0xFFFFFF);
    private readonly ConcurrentQueue<string> wrong = [];
    private readonly ConcurrentDictionary<int, int> statuses = [];

    [Fact]
    public async Task whatever_is_sent_the_service_answers_in_time_says_what_is_wrong_and_goes_on()
    {
        var document = (await fixture.Service.Get("/openapi/v1.json")).Body;

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => Work(document, seed + sender))));

        wrong.Take(20).ShouldBeEmpty($"ORDERTRACKING_FUZZ_SEED={seed} ORDERTRACKING_FUZZ={Requests}, {wrong.Count} wrong");
        // The requests got past the routes' first checks, and met those behind them.
        new[] { 200, 201, 400, 404, 405, 415, 422, 503 }.Except(statuses.Keys).ShouldBeEmpty();
        TestContext.Current.SendDiagnosticMessage(string.Join(", ",
            statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}")));
        (await fixture.Service.Get("/health/ready")).Status.ShouldBe(200);
        (await fixture.Service.Post($"/v1/waybills/ZB-{Guid.NewGuid():n}"[..30] + "/events", Send.Received(DateTimeOffset.UtcNow))).Status
            .ShouldBe(201);
    }

    private async Task Work(JsonElement document, int from)
    {
        // Header values go out as they are, in UTF-8.
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            AllowAutoRedirect = false }) { Timeout = 2 * Slow };
        foreach (var (name, values) in fixture.Service.Http.DefaultRequestHeaders)
            http.DefaultRequestHeaders.TryAddWithoutValidation(name, values);
        var requests = new FuzzedRequests(document, fixture.Service.Http.BaseAddress!, from);
        for (var i = 0; i < Requests / Senders && wrong.Count < 20; i++)
        {
            var (request, told) = requests.Next(i);
            var since = Stopwatch.GetTimestamp();
            using (request)
                try
                {
                    // An answer of the feed has no end.
                    var isFeed = request.RequestUri!.AbsolutePath.Contains("/v1/feed", StringComparison.OrdinalIgnoreCase);
                    using var answer = await http.SendAsync(request,
                        isFeed ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead,
                        TestContext.Current.CancellationToken);
                    statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
                    var body = answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
                        ? "" : await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    if (Complaint(request, answer, body, Stopwatch.GetElapsedTime(since)) is { } complaint)
                        wrong.Enqueue($"{complaint}: {told} -> "
                            + $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {(body.Length > 600 ? body[..600] : body)}");
                }
                catch (Exception fault)
                    when (fault is HttpRequestException or TaskCanceledException or InvalidOperationException
                        && !TestContext.Current.CancellationToken.IsCancellationRequested)
                {
                    // Requests that the client itself refuses to send are skipped.
                    if (fault is not InvalidOperationException && !await IsRefusedUnread(http, request))
                        wrong.Enqueue($"no answer: {told} -> {fault.Message} {fault.InnerException?.Message}");
                }
        }
    }

    // Kestrel answers a request line that it refuses and closes the connection, while the client may still be sending the body.
    private static async Task<bool> IsRefusedUnread(HttpClient http, HttpRequestMessage request)
    {
        if (request.Content is null) return false;
        using var withoutBody = new HttpRequestMessage(request.Method, request.RequestUri);
        using var answer = await http.SendAsync(withoutBody, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode is 400 or 414 && answer.Headers.ConnectionClose is true;
    }

    private static string? Complaint(HttpRequestMessage request, HttpResponseMessage answer, string body, TimeSpan taken)
    {
        var status = (int)answer.StatusCode;
        // EPCIS wants 501 for parameters of its queries that a repository does not have.
        var isMissing = status == 501 && body.Contains("\"epcisException:ImplementationException\"", StringComparison.Ordinal);
        if (status >= 500 && !isMissing && !(status == 503 && answer.Headers.RetryAfter is not null)) return "a fault";
        if (status == 429 && answer.Headers.RetryAfter is null) return "no time to ask again";
        if (taken > Slow) return "too slow";
        if (Inside().IsMatch(body)) return "shows what is inside";
        if (status < 300 || request.Method == HttpMethod.Head) return null;
        // Kestrel closes the connection on what is not HTTP, before a route could answer.
        if (body.Length == 0 && status is 400 or 404 or 414 or 431 && answer.Headers.ConnectionClose is true) return null;
        // The file of a report that was handed out: the framework answers conditional and range requests.
        if (status is 304 or 412 or 416 && body.Length == 0) return null;
        // A batch that was rolled back answers 422 with the results of its lines, not with a problem.
        var problem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            || (status == 422 && request.RequestUri!.AbsolutePath == "/v1/events");
        return problem && JsonDocument.Parse(body).RootElement.TryGetProperty("code", out var code) && code.GetString() is { Length: > 0 }
            ? null : "no problem document";
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    [GeneratedRegex(@"   at [^ ]+\.[^ ]+\(|OrderTracking\.[A-Z]|Npgsql|System\.[A-Z]|Microsoft\.|(?<!epcis)Exception:|mt_events|"
        + "Host=127|Password=", RegexOptions.CultureInvariant)]
    private static partial Regex Inside();
}
