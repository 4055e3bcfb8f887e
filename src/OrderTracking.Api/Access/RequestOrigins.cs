using System.Diagnostics;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Access;

internal static class RequestOrigins
{
    /// <summary>Who sends what this request records, and the trace that it is part of, where there is one.</summary>
    public static SubmissionOrigin Origin(this HttpContext context) =>
        new(context.CallerContext().Caller.Subject, Activity.Current?.TraceId is { } trace && trace != default ? trace.ToHexString() : null);
}
