using Microsoft.AspNetCore.Connections;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;
using OrderTracking.Dashboard.Hosting;

namespace OrderTracking.Api.Http;

/// <summary>Turns exceptions into problems (RFC 9457), and logs each server error once.</summary>
internal sealed partial class ExceptionHandling(RequestDelegate next, IStoreFaults store, ILogger<ExceptionHandling> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.GetEndpoint() is null && context.Response is { StatusCode: 404, HasStarted: false })
                await new Problem(404, "unknown-route", $"{context.Request.Path} is not served; see /openapi/v1.json.").ExecuteAsync(
                    context);
            else if (context.Response is { StatusCode: 415, ContentType: null, HasStarted: false })
                // Routing sets this status without running a route.
                await Problem.Of(415, "unsupported-media-type", "Content-Type",
                    $"{RequestBodies.JsonType} in UTF-8, or {RequestBodies.NdjsonType} where the route takes lines").ExecuteAsync(context);
            else if (context.Response is { StatusCode: 405, HasStarted: false })
                await new Problem(405, "method-not-allowed",
                    $"{context.Request.Method} is not served here; see the header Allow.").ExecuteAsync(context);
            else if (context.Response is { StatusCode: 400 or 404, HasStarted: false } && FaultPage.IsFor(context))
                // Such as a form without its token, which the framework answers with a status and nothing else.
                await new Problem(context.Response.StatusCode, context.Response.StatusCode == 404 ? "unknown-route" : "bad-request",
                    "The form cannot be read.").ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected; nobody waits for an answer.
        }
        catch (ConnectionResetException)
        {
            // The same, in the middle of the body. Kestrel would log an error when it reads the rest of it.
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // The request's timeout is over, or the service is stopping. An answer that has started can only be broken off.
            if (context.Response.HasStarted) context.Abort();
            else await ThrottlingResponses.Timeout(context);
        }
        catch (OverloadedException)
        {
            if (context.Response.HasStarted) context.Abort();
            else await ThrottlingResponses.Overloaded(context);
        }
        catch (ClockSkewException)
        {
            context.Response.Headers.RetryAfter = "1";
            await Answer(context, new Problem(503, "clock-skew", "The clocks of this node and of the database are too far apart to record "
                + "anything. Send the same again, or to another node: event ids make that safe."));
        }
        catch (UnreadableEventException fault)
        {
            // Only routes whose callers may know of the waybill let this exception through; the others have answered it themselves.
            await Answer(context, Problem.Unreadable(fault.First));
        }
        catch (IssuerUnavailableException fault)
        {
            LogIssuer(fault.InnerException!);
            context.Response.Headers.RetryAfter = "1";
            await Answer(context,
                new Problem(503, "issuer-unavailable",
                    "Who you are cannot be checked now: the issuer of tokens does not answer. Send the same again."));
        }
        catch (BadHttpRequestException fault)
        {
            await Answer(context, new Problem(fault.StatusCode, fault.StatusCode == 413 ? "body-too-large" : "bad-request", fault.Message));
        }
        catch (Exception fault) when (store.IsReadOnly(fault))
        {
            LogStore(fault, context.Request.Method, context.GetEndpoint()?.DisplayName);
            context.Response.Headers.RetryAfter = "1";
            await Answer(context, Problem.ReadOnly);
        }
        // An error of a statement is a 500, since sending the same again would not help.
        catch (Exception fault) when (store.IsUnavailable(fault))
        {
            LogStore(fault, context.Request.Method, context.GetEndpoint()?.DisplayName);
            context.Response.Headers.RetryAfter = "1";
            await Answer(context,
                new Problem(503, "store-unavailable", "The database does not answer. Send the same again: event ids make that safe."));
        }
#pragma warning disable CA1031 // The last place where a failure can be answered and logged.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(fault, context.Request.Method, context.GetEndpoint()?.DisplayName);
            await Answer(context, new Problem(500, "internal-error", "An error in the service; see its log."));
        }
    }

    private static Task Answer(HttpContext context, Problem problem)
    {
        if (!context.Response.HasStarted) return problem.ExecuteAsync(context);
        // Part of the answer is sent: only a broken connection tells the caller that it is incomplete.
        context.Abort();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private partial void LogFault(Exception fault, string method, string? endpoint);

    [LoggerMessage(Level = LogLevel.Error, Message = "The issuer of tokens does not answer")]
    private partial void LogIssuer(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint}: the database does not answer")]
    private partial void LogStore(Exception fault, string method, string? endpoint);
}
