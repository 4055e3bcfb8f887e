using System.Text.Json;

namespace OrderTracking.Client;

/// <summary>What the service answered instead: an RFC 9457 problem.</summary>
/// <param name="Code">Stable, to act on; null where something before the service answered.</param>
/// <param name="Detail">For people; it may change.</param>
/// <param name="Field">What is at fault. Of an array, it begins with the place of the event in it: <c>[2].data.pieces</c>.</param>
/// <param name="Expected">What was expected there.</param>
/// <param name="Label">The refusal in Chinese, where a rule refused.</param>
/// <param name="Position">Of the log: of the event that it is about, or up to which another epoch is the same.</param>
public sealed record ServiceProblem(int Status = 0, string? Code = null, string? Detail = null, string? Field = null,
    string? Expected = null, string? Label = null, long? Position = null);

/// <summary>The service refused a request, or did not answer it however often it was asked.</summary>
public sealed class OrderTrackingException : Exception
{
    private const int MaxText = 300;

    internal OrderTrackingException(ServiceProblem problem)
        : base($"The service answered {problem.Status} {problem.Code}: {problem.Detail}") => Problem = problem;

    internal OrderTrackingException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>What the service answered; null when there was no answer, or none that could be read.</summary>
    public ServiceProblem? Problem { get; }

    internal static async Task<OrderTrackingException> Of(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Of((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));

    internal static OrderTrackingException Of(int status, string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<ServiceProblem>(text, Wire.Json) is { Code: not null } problem)
                return new(problem with { Status = status });
        }
        catch (JsonException)
        {
            // Not the service's: a proxy's page, or nothing.
        }
        return new(new ServiceProblem(status, Detail: text.Length > MaxText ? text[..MaxText] : text));
    }
}
