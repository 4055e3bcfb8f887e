using Microsoft.Extensions.Logging;
using OrderTracking.Application.Projecting;
using Wolverine.Runtime.Agents;

namespace OrderTracking.Marten.Leading;

/// <summary>What one node does for all, where Wolverine's leader has it run: it is assigned like the projection, and given to another node when that one dies.</summary>
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
#pragma warning disable CA1031 // Whatever went wrong, it must be done: say it, and begin again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
                await Task.Delay(AfterFault, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This node now leads")]
    private partial void LogLeading();

    [LoggerMessage(Level = LogLevel.Error, Message = "What one node does for all ended with a fault; beginning again")]
    private partial void LogFault(Exception fault);
}
