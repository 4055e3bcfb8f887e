using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using Wolverine.Runtime.Agents;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Runs the leader's tasks. Wolverine assigns it to one node, like the projection, and to another when that node dies.
/// </summary>
internal sealed partial class LeaderAgent(LeaderTasks tasks, ILogger<LeaderAgent> logger) : SingularAgent("ordertracking"), IDisposable
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private CancellationTokenSource? leading;
    private Task running = Task.CompletedTask;

    protected override Task startAsync(CancellationToken cancellationToken)
    {
        leading = new();
        running = Task.Run(() => Lead(leading.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    protected override async Task stopAsync(CancellationToken cancellationToken)
    {
        if (leading is null) return;
        await leading.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        leading.Dispose();
        leading = null;
    }

    public void Dispose() => leading?.Dispose();

    private async Task Lead(CancellationToken cancellationToken)
    {
        LogLeading();
        while (!cancellationToken.IsCancellationRequested)
            try
            {
                await tasks.Run(cancellationToken);
            }
#pragma warning disable CA1031 // Whatever failed, the tasks must go on: log it and start again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(AfterFault, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This node now leads")]
    private partial void LogLeading();

    [LoggerMessage(Level = LogLevel.Error, Message = "The leader's tasks ended with an error; starting them again")]
    private partial void LogFault(Exception fault);
}
