using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OrderTracking.Api.Access;

/// <summary>
/// Stops the node without breaking off a request. First it is not ready any more, and each answer closes its connection, so callers and
/// load balancers go to another node by themselves. The server stops listening when no connection is left, or after
/// <see cref="Notice"/>, and then waits for the requests under way.
/// </summary>
internal sealed class Draining : IHostedLifecycleService, IDisposable
{
    /// <summary>
    /// From the signal to the end of the process, requests under way included; the runbook gives supervisors a little more.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Long enough for a load balancer that looks every two seconds to have seen twice that the node is not ready.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(5), BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource begun = new();
    private int connections;
    private volatile bool hasBegun;

    /// <summary>Whether the node is stopping.</summary>
    public bool HasBegun => hasBegun;

    /// <summary>Cancelled when the node begins to stop: answers without an end are ended then.</summary>
    public CancellationToken Begun => begun.Token;

    /// <summary>Counts the connections of an endpoint.</summary>
    public void Count(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        Interlocked.Increment(ref connections);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref connections);
        }
    });

    /// <summary>Tells the caller to use the connection no longer: the server closes it behind the answer.</summary>
    public Task Run(HttpContext context, RequestDelegate next)
    {
        if (hasBegun) context.Response.Headers.Connection = "close";
        return next(context);
    }

    /// <summary>The host calls it before anything stops.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        hasBegun = true;
        await begun.CancelAsync();
        var began = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref connections) > 0 && Stopwatch.GetElapsedTime(began) < Notice && !cancellationToken.IsCancellationRequested)
            await Task.Delay(BetweenLooks, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => begun.Dispose();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
