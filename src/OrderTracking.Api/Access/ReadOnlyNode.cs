using System.Globalization;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Access;

/// <summary>
/// A node that serves reads from a standby. It says with every answer how old what it shows may be, refuses what would be recorded, and
/// masks persons, because a look at them has to be recorded before they are shown.
/// </summary>
internal sealed class ReadOnlyNode(IStoreState state, IStoreFaults faults, TimeProvider clock)
{
    public const string Header = "Replica-Lag-Ms";

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<TimeSpan?> last = Task.FromResult<TimeSpan?>(null);
    private long? askedAt;

    /// <summary>Adds the header; it is left out where the standby does not answer, or has been promoted.</summary>
    public async Task Tell(HttpContext context, RequestDelegate next)
    {
        if (await Lag().WaitAsync(context.RequestAborted) is { } lag)
            context.Response.Headers[Header] = ((long)lag.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await next(context);
    }

    /// <summary>Refuses requests that are not reads. A POST is one if its route says so.</summary>
    public static Task Refuse(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is null || HttpMethods.IsGet(context.Request.Method)
            || (HttpMethods.IsPost(context.Request.Method) && RequestCosts.Of(context) is RequestCost.Reads or RequestCost.Tracking))
            return next(context);
        context.Response.Headers.RetryAfter = "1";
        return Problem.ReadOnly.ExecuteAsync(context);
    }

    private Task<TimeSpan?> Lag()
    {
        lock (gate)
        {
            if (last.IsCompleted && (askedAt is not { } before || clock.GetElapsedTime(before) >= KeptFor))
                (askedAt, last) = (clock.GetTimestamp(), Ask());
            return last;
        }
    }

    // It is shared, so no request's disconnection or timeout may cancel it.
    private async Task<TimeSpan?> Ask()
    {
        try
        {
            return (await state.Look(CancellationToken.None)).ReplicaLag;
        }
        catch (Exception fault) when (faults.IsFromStore(fault))
        {
            return null;
        }
    }
}
