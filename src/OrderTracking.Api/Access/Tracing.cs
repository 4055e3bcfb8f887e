using System.Diagnostics;
using OrderTracking.Application.Diagnostics;

namespace OrderTracking.Api.Access;

/// <summary>
/// Makes a request part of its sender's trace (W3C trace context), so that its events, log lines and answers carry the trace's id. If
/// traces are exported, every request starts an activity; if not, one without a <c>traceparent</c> costs only the look at its headers.
/// </summary>
internal sealed class Tracing(RequestDelegate next, Telemetry telemetry)
{
    public Task InvokeAsync(HttpContext context)
    {
        // A malformed or repeated header is ignored.
        ActivityContext sender = default;
        var isPart = context.Request.Headers.TraceParent is [{ } parent]
            && ActivityContext.TryParse(parent, context.Request.Headers.TraceState, isRemote: true, out sender);
        return isPart || telemetry.Traces.HasListeners() ? Trace(context, isPart, sender) : next(context);
    }

    private async Task Trace(HttpContext context, bool isPart, ActivityContext sender)
    {
        // The framework may have started an activity that nobody collects: this one must not become its child.
        Activity.Current = null;
        using var activity = telemetry.Traces.StartActivity(context.Request.Method, ActivityKind.Server, sender)
            ?? (isPart ? Unexported(sender) : null);
        if (activity is not null)
            context.Response.Headers["traceresponse"] = $"00-{activity.TraceId}-{activity.SpanId}-{(activity.Recorded ? "01" : "00")}";
        await next(context);
        if (activity is not { IsAllDataRequested: true }) return;
        // Named by its route, never by its path, which contains waybill numbers and search texts.
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        activity.SetTag("http.request.method", context.Request.Method);
        activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= 500) activity.SetStatus(ActivityStatusCode.Error);
    }

    // Nobody collects this activity; it only carries the sender's trace id to the log.
    private static Activity Unexported(ActivityContext sender)
    {
        var activity = new Activity("request").SetParentId(sender.TraceId, sender.SpanId);
        activity.TraceStateString = sender.TraceState;
        return activity.Start();
    }
}
