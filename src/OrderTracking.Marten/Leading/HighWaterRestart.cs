using JasperFx.Events.Daemon;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Restarts the daemon's search for the end of the log where it has stopped. When its first poll fails, because the database is still
/// starting up, the daemon counts the search as running although its loop and its watchdog never began (HighWaterAgent.StartAsync).
/// A second start of the projection then does not start it either, and the views would stand still without any error.
/// </summary>
internal sealed partial class HighWaterRestart(IProjectionCoordinator coordinator, ILogger<HighWaterRestart> logger) : BackgroundService
{
    // The daemon polls at least once a second; after 5 seconds without a poll either the search or the server is not answering.
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
#pragma warning disable CA1031 // The database may be away for longer: checked again a second later.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
            }
    }

    // The daemon notes the time of its polls by the machine's clock.
    private static bool IsSearching(IProjectionDaemon daemon) =>
        daemon.HighWaterLastPolledAt is { } polledAt && TimeProvider.System.GetUtcNow() - polledAt < Threshold;

    private async Task Restart(IProjectionDaemon daemon, CancellationToken stoppingToken)
    {
        await daemon.RestartHighWaterAgentAsync(stoppingToken).WaitAsync(Threshold, stoppingToken);
        LogRestarted(daemon.HighWaterMark());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search for the end of the log had stopped at {Position}; restarting it")]
    private partial void LogRestarted(long position);

    [LoggerMessage(Level = LogLevel.Error, Message = "The search for the end of the log could not be restarted yet; trying again")]
    private partial void LogFault(Exception fault);
}
