using System.Diagnostics;
using OrderTracking.Application.Access;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Dashboard.Hosting;

/// <summary>Who sent what a page records, and the trace that it is part of, if any.</summary>
public static class PageOrigin
{
    public static SubmissionOrigin Of(CallerContext who) => new(who.Caller.Subject,
        Activity.Current?.TraceId is { } trace && trace != default ? trace.ToHexString() : null);
}
