using JasperFx.Events.Daemon;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Starts the daemon's search for the end of the log again where it has stopped. When its first look fails, because the database is
/// still starting up, the daemon counts the search as running although its loop and its watchdog never began (HighWaterAgent.StartAsync),
/// so a second start of the projection leaves it out, and the views would stand still without any fault to hear of.
/// </summary>
internal sealed partial class HighWaterRestart(IProjectionCoordinator coordinator, ILogger<HighWaterRestart> logger) : BackgroundService
{
    // The search looks at least once a second; what takes longer than this waits for a server that does not answer.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Threshold = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                foreach (var daemon in await coordinator.AllDaemonsAsync())
                    if (daemon.IsRunning && !IsSearching(daemon)) await Restart(daemon, stoppingToken);
            }
#pragma warning disable CA1031 // The database may be away for longer: it is looked at again a second later.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
            }
    }

    // By the machine's clock, as the daemon notes it.
    private static bool IsSearching(IProjectionDaemon daemon) => daemon.HighWaterLastPolledAt is { } polledAt && TimeProvider.System.GetUtcNow() - polledAt < Threshold;

    private async Task Restart(IProjectionDaemon daemon, CancellationToken stoppingToken)
    {
        await daemon.RestartHighWaterAgentAsync(stoppingToken).WaitAsync(Threshold, stoppingToken);
        LogRestarted(daemon.HighWaterMark());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search for the end of the log had stopped at {Position}; it is started again")]
    private partial void LogRestarted(long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "The search for the end of the log could not be started again yet; trying again")]
    private partial void LogFault(Exception fault);
}
