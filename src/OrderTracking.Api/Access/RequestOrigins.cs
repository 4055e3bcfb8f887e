using System.Diagnostics;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Access;

internal static class RequestOrigins
{
    /// <summary>The sender of the events that this request records, and the id of the trace that it is part of, if any.</summary>
    public static SubmissionOrigin Origin(this HttpContext context) =>
        new(context.CallerContext().Caller.Subject, Activity.Current?.TraceId is { } trace && trace != default
            ? trace.ToHexString() : null);
}
