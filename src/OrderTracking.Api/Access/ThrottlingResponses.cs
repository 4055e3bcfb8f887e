using System.Globalization;
using System.Threading.RateLimiting;
using OrderTracking.Api.Protocol;

namespace OrderTracking.Api.Access;

/// <summary>The answers to requests over a limit, each with Retry-After.</summary>
internal static class ThrottlingResponses
{
    public static Task TooManyRequests(HttpContext context, TimeSpan retryAfter) =>
        Answer(context, new Problem(429, "too-many-requests",
            "More requests or events than one caller may send in a time; see RateLimit-Policy."), retryAfter);

    public static Task TooManyAtOnce(HttpContext context) =>
        Answer(context, new Problem(429, "too-many-at-once",
            "One caller has too many requests of this kind under way; wait for their answers."), default);

    public static Task Overloaded(HttpContext context) =>
        Answer(context, new Problem(503, "overloaded", "The service has all it can take. Send the same again: event ids make that safe."),
            default);

    public static Task Timeout(HttpContext context) =>
        Answer(context, new Problem(503, "timeout",
            "The answer took too long and was given up. Send the same again: event ids make that safe."), TimeSpan.FromSeconds(5));

    public static TimeSpan RetryAfter(this RateLimitLease refused) =>
        refused.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : default;

    private static Task Answer(HttpContext context, Problem problem, TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return problem.ExecuteAsync(context);
    }
}
