using System.Threading.RateLimiting;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Access;

/// <summary>Limits what all callers together take of this node. A request over the limit is refused before its body is read.</summary>
internal sealed class NodeLimits(LimitSettings limits) : IDisposable
{
    private const int Kilobyte = 1024, FreeBytes = 64 * Kilobyte, Step = 1024 * Kilobyte;

    private readonly ConcurrencyLimiter requests = new(new() { PermitLimit = limits.Requests, QueueLimit = 0 });
    private readonly ConcurrencyLimiter feeds = new(new() { PermitLimit = limits.AllFeeds, QueueLimit = 0 });
    private readonly ConcurrencyLimiter bodies = new(new() { PermitLimit = limits.BodyMegabytes * Kilobyte, QueueLimit = 0 });

    /// <summary>Batches of all callers: a few run in memory, and more wait before their bodies are read.</summary>
    public ConcurrencyLimiter Batches { get; } = new(new() { PermitLimit = limits.AllBatches, QueueLimit = limits.AllBatchesWaiting });

    public async Task Run(HttpContext context, RequestDelegate next)
    {
        var cost = RequestCosts.Of(context);
        if (cost == RequestCost.Unlimited)
        {
            await next(context);
            return;
        }
        using var place = (cost == RequestCost.Feeds ? feeds : requests).AttemptAcquire();
        if (place.IsAcquired)
        {
            context.Features.Set(this);
            await next(context);
        }
        else await ThrottlingResponses.Overloaded(context);
    }

    /// <summary>
    /// Reserves memory for a body until its request ends. A small body needs no reservation: the limit on requests bounds them.
    /// </summary>
    /// <param name="taken">Bytes reserved already.</param>
    /// <returns>The bytes reserved now, at least <paramref name="wanted"/>.</returns>
    /// <exception cref="OverloadedException">The bodies of all requests would take more than their limit.</exception>
    public long MakeRoom(HttpContext context, long taken, long wanted)
    {
        if (wanted <= Math.Max(taken, FreeBytes)) return Math.Max(taken, FreeBytes);
        // A body of unknown length is reserved a step at a time.
        if (taken > 0) wanted = Math.Max(wanted, taken + Step);
        var kilobytes = (wanted - taken + Kilobyte - 1) / Kilobyte;
        if (kilobytes <= limits.BodyMegabytes * Kilobyte && bodies.AttemptAcquire((int)kilobytes) is { IsAcquired: true } room)
        {
            context.Response.RegisterForDispose(room);
            return wanted;
        }
        throw new OverloadedException("Request bodies take all the memory that they may.");
    }

    public void Dispose()
    {
        requests.Dispose();
        feeds.Dispose();
        bodies.Dispose();
        Batches.Dispose();
    }
}
