using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OrderTracking.Client.Tests;

/// <summary>A request as it was sent.</summary>
internal sealed record SentRequest(string Method, string Path, string Body, HttpRequestHeaders Headers)
{
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}

/// <summary>Answers requests in the order in which the answers were given.</summary>
internal sealed class StubService : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, HttpResponseMessage>> answers = new();

    public List<SentRequest> Sent { get; } = [];

    public HttpClient Http => new(this) { BaseAddress = new("http://service/") };

    public StubService Answer(HttpStatusCode status, string body = "{}", string type = "application/json", string? retryAfter = null)
    {
        answers.Enqueue(_ =>
        {
            var answer = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, type) };
            if (retryAfter is not null) answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            return answer;
        });
        return this;
    }

    /// <summary>There is no answer: this happens instead.</summary>
    public StubService Fail(Exception fault)
    {
        answers.Enqueue(_ => throw fault);
        return this;
    }

    /// <summary>The answer is cut short: reading its body fails after this.</summary>
    public StubService Cut(string body, string type = "application/json")
    {
        answers.Enqueue(_ => new(HttpStatusCode.OK)
        {
            Content = new StreamContent(new CutStream(body)) { Headers = { ContentType = new(type) } },
        });
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent.Add(new(request.Method.Method, request.RequestUri!.PathAndQuery, body, request.Headers));
        return answers.Count > 0 ? answers.Dequeue()(cancellationToken)
            : throw new InvalidOperationException($"{request.Method} {request.RequestUri}: a request too many");
    }

    private sealed class CutStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("the connection was reset");

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("the connection was reset");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await base.CopyToAsync(destination, bufferSize, cancellationToken);
            throw new IOException("the connection was reset");
        }
    }
}

/// <summary>A clock whose timers are over at once, and are kept.</summary>
internal sealed class SkippingClock : TimeProvider
{
    public List<TimeSpan> Pauses { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
