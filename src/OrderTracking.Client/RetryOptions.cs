namespace OrderTracking.Client;

/// <summary>How a request is sent again that got no answer, or one that asks to come back: 408, 429, 502, 503, 504.</summary>
public sealed record RetryOptions
{
    /// <summary>The pause before the second try; each further one is twice as long. 200 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause; a longer one that the service asks for with Retry-After counts all the same. 10 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the pauses of a request may be together before it is given up. 1 minute. How long a try may take is for
    /// <see cref="HttpClient.Timeout"/> to say.
    /// </summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock of the pauses.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
