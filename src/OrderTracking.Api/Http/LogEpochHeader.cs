using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>
/// Every answer names the epoch of the log that its positions and versions belong to, in a header. A request that names another one is
/// refused: the positions it asks with, or has read up to, may be those of events that are no longer there.
/// </summary>
internal sealed class LogEpochHeader(RequestDelegate next, LogEpoch epoch, ILogEpochs epochs)
{
    public const string Name = "Log-Epoch", Code = "other-epoch";

    public async Task InvokeAsync(HttpContext context)
    {
        // Written with the answer: the request may be the one that meets another epoch, and its positions are of that one then.
        context.Response.OnStarting(
            static state =>
            {
                var (response, epoch) = ((HttpResponse, LogEpoch))state;
                response.Headers[Name] = epoch.CurrentText;
                return Task.CompletedTask;
            },
            (context.Response, epoch));
        if (context.Request.Headers[Name] is not { Count: > 0 } named)
        {
            await next(context);
            return;
        }
        if (!Guid.TryParseExact(named.ToString(), "D", out var asked))
            await Problem.Of(400, "invalid-epoch", Name, "the Log-Epoch of an answer").ExecuteAsync(context);
        else if (asked == epoch.Current)
            await next(context);
        else
            await Other(await epochs.SameUpTo(asked, context.RequestAborted), Name).ExecuteAsync(context);
    }

    /// <param name="field">What named the other epoch.</param>
    internal static Problem Other(long? sameUpTo, string field) => new(409, Code,
        sameUpTo is { } position
            ? $"The log is in another epoch since a promotion or a restore. Up to position {position} it is the same: forget what came "
                + "after, and go on from there."
            : "The log is another one than that of this epoch: begin anew.",
        field, Position: sameUpTo);
}
