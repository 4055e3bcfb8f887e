using System.Net;
using System.Net.Http.Headers;

namespace OrderTracking.Client;

/// <summary>Tries a request until it is answered.</summary>
internal sealed class Retries(RetryOptions options)
{
    private int count;

    /// <summary>How many requests were sent again.</summary>
    public int Count => count;

    /// <param name="send">Makes the same request for each try.</param>
    /// <param name="read">Reads what it was answered. That is part of the try: an answer cut short is none.</param>
    public async Task<T> Run<T>(
        Func<CancellationToken, Task<HttpResponseMessage>> send, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        var pauses = new Pauses(options);
        while (true)
        {
            OrderTrackingException failure;
            TimeSpan? asked = null;
            try
            {
                var response = await send(cancellationToken).ConfigureAwait(false);
                if (!IsPassing(response.StatusCode)) return await read(response, cancellationToken).ConfigureAwait(false);
                using (response)
                {
                    failure = await OrderTrackingException.Of(response, cancellationToken).ConfigureAwait(false);
                    asked = After(response.Headers.RetryAfter);
                }
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException
                || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                failure = new OrderTrackingException($"No answer: {broken.Message}", broken);
            }
            if (pauses.Next(asked) is not { } pause) throw failure;
            Interlocked.Increment(ref count);
            await Task.Delay(pause, options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the same request may be answered otherwise in a while.</summary>
    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private TimeSpan? After(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - options.Clock.GetUtcNow() : null);
}

/// <summary>The pauses between the tries of one request.</summary>
internal sealed class Pauses(RetryOptions options)
{
    private TimeSpan next = options.FirstPause, waited;

    /// <summary>The next pause; null when the pauses would be too long together.</summary>
    /// <param name="asked">How long the service asks to wait, if it does: never less than that.</param>
    public TimeSpan? Next(TimeSpan? asked)
    {
        // Between half and all of it, so that many clients that were cut off at once do not come back at once.
        var pause = next * (0.5 + Random.Shared.NextDouble() / 2);
        if (asked > TimeSpan.Zero) pause += asked.Value;
        next = next * 2 < options.LongestPause ? next * 2 : options.LongestPause;
        waited += pause;
        return waited > options.GiveUpAfter ? null : pause;
    }

    /// <summary>Begins anew, after an answer.</summary>
    public void Reset() => (next, waited) = (options.FirstPause, TimeSpan.Zero);
}
