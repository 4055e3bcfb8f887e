using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;

namespace OrderTracking.Engine.Contract;

/// <summary>One node, as a process has it.</summary>
public sealed class Node(IHost host) : IAsyncDisposable
{
    public IHost Host => host;

    public IEventLog Log => Get<IEventLog>();

    public IQuarantine Quarantine => Get<IQuarantine>();

    public IViewStore Views => Get<IViewStore>();

    public IElection Election => Get<IElection>();

    public T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Runs a node's background work until it is cancelled: what the engine runs, and the leader tasks while it leads.</summary>
    public async Task Lead(CancellationToken stopping)
    {
        await host.StartAsync(CancellationToken.None);
        // An engine without an IElection starts the leader tasks with the host.
        if (host.Services.GetService<IElection>() is not null) await Get<Leader>().Run(stopping);
        else await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync(CancellationToken.None);
    }

    /// <summary>The whole log, read in pages.</summary>
    public async Task<List<LogEntry>> WholeLog(CancellationToken cancellationToken)
    {
        var all = new List<LogEntry>();
        while (await Log.ReadAll(all.Count == 0 ? 0 : all[^1].Entry.Position, 5_000, cancellationToken) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }

    /// <summary>Every stream, up to the end of the log.</summary>
    public async Task<List<Domain.Waybills.History>> AllHistories(CancellationToken cancellationToken)
    {
        var all = new List<Domain.Waybills.History>();
        await foreach (var history in Log.Histories(long.MaxValue, cancellationToken)) all.Add(history);
        return all;
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)host).DisposeAsync();
}
