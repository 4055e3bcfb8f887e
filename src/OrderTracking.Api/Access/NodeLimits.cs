using System.Threading.RateLimiting;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Access;

/// <summary>Keeps all callers together from taking more than this node has: who comes over it is told so before anything of his is read.</summary>
internal sealed class NodeLimits(CallLimits limits) : IDisposable
{
    private const int Kilobyte = 1024, FreeBytes = 64 * Kilobyte, Step = 1024 * Kilobyte;

    private readonly ConcurrencyLimiter requests = new(new() { PermitLimit = limits.Requests, QueueLimit = 0 });
    private readonly ConcurrencyLimiter bodies = new(new() { PermitLimit = limits.BodyMegabytes * Kilobyte, QueueLimit = 0 });

    /// <summary>Batches of all callers: more of them wait than are in memory.</summary>
    public ConcurrencyLimiter Batches { get; } = new(new() { PermitLimit = limits.AllBatches, QueueLimit = limits.AllBatchesWaiting });

    public async Task Run(HttpContext context, RequestDelegate next)
    {
        if (RequestCosts.Of(context) == RequestCost.Unlimited)
        {
            await next(context);
            return;
        }
        using var place = requests.AttemptAcquire();
        if (place.IsAcquired)
        {
            context.Features.Set(this);
            await next(context);
        }
        else await ThrottlingResponses.Overloaded(context);
    }

    /// <summary>
    /// Takes room for a body until its request ends. Small ones need none: the number of requests bounds them.
    /// </summary>
    /// <param name="taken">Bytes that there is room for already.</param>
    /// <returns>The bytes that there is room for now.</returns>
    /// <exception cref="OverloadedException">There is none.</exception>
    public long MakeRoom(HttpContext context, long taken, long wanted)
    {
        if (wanted <= Math.Max(taken, FreeBytes)) return Math.Max(taken, FreeBytes);
        // Of a body that does not say its length, a step at a time.
        if (taken > 0) wanted = Math.Max(wanted, taken + Step);
        var kilobytes = (wanted - taken + Kilobyte - 1) / Kilobyte;
        if (kilobytes <= limits.BodyMegabytes * Kilobyte && bodies.AttemptAcquire((int)kilobytes) is { IsAcquired: true } room)
        {
            context.Response.RegisterForDispose(room);
            return wanted;
        }
        throw new OverloadedException("There is no room for more bodies.");
    }

    public void Dispose()
    {
        requests.Dispose();
        bodies.Dispose();
        Batches.Dispose();
    }
}
