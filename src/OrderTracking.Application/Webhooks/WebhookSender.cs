using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Webhooks;

/// <summary>What came of a request.</summary>
/// <param name="RetryAfter">How long the receiver asks to be sent nothing, one hour at most; null where it does not ask.</param>
public sealed record WebhookSent(WebhookAnswer Answer, TimeSpan? RetryAfter = null)
{
    public bool IsTaken => Answer.Status is >= 200 and < 300;
}

/// <summary>Sends one request to a receiver and says what came of it. It never throws for what the receiver does.</summary>
public sealed class WebhookSender(WebhookConnections connections, TimeProvider clock) : IDisposable
{
    /// <summary>Everything together: name, connection, request and the part of the answer that is read.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    private const int MaxReadBytes = 1024, MaxKeptCharacters = 256;

    private readonly HttpClient http = connections.Client();

    /// <param name="id">The event's id.</param>
    /// <param name="secrets">The secret, and the one before as long as it is valid.</param>
    public async Task<WebhookSent> Send(
        Uri url, string id, byte[] body, WebhookSignatureKind kind, IEnumerable<byte[]> secrets, CancellationToken cancellationToken)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        return await Send(url, body, CloudEventNames.ContentType,
        [
            ("webhook-id", id), ("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)),
            ("webhook-signature", WebhookSignature.Of(kind, secrets, id, timestamp, body)),
        ], cancellationToken);
    }

    /// <summary>The same with a body and headers of another kind.</summary>
    public async Task<WebhookSent> Send(Uri url, byte[] body, string contentType, IEnumerable<(string Name, string Value)> headers,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType) { CharSet = "utf-8" };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.UserAgent.Add(new("OrderTracking", "1"));
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(TimeLimit);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            return new(new((int)answer.StatusCode, await FirstOf(answer, limited.Token), null), RetryAfter(answer));
        }
        catch (Exception fault) when (FaultOf(fault, cancellationToken) is { } name)
        {
            return new(new(null, null, name));
        }
    }

    public void Dispose() => http.Dispose();

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            || (answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - clock.GetUtcNow()) is not { } asked
            || asked <= TimeSpan.Zero) return null;
        return asked < MaxRetryAfter ? asked : MaxRetryAfter;
    }

    private static async Task<string?> FirstOf(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var first = new byte[MaxReadBytes];
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var read = await body.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        if (read == 0) return null;
        var text = new StringBuilder(MaxKeptCharacters);
        foreach (var rune in Encoding.UTF8.GetString(first, 0, read).EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > MaxKeptCharacters) break;
            // It is shown and stored: no line ends, and no NUL, which PostgreSQL does not take.
            text.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }
        return text.ToString();
    }

    private static string? FaultOf(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        OperationCanceledException => "timeout",
        AddressNotAllowedException => "address-not-allowed",
        AuthenticationException => "tls",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "unknown-host",
        SocketException => "connection",
        HttpRequestException { InnerException: { } inner } => FaultOf(inner, cancellationToken),
        HttpRequestException or IOException => "connection",
        _ => null,
    };
}
