using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderTracking.Application.Ports;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Stops the node when the log is in another epoch, for its supervisor to start it again. Marten's daemon keeps in memory how far the log
/// goes: where that is further than the log now is, it would take pages for projected that are yet to be appended.
/// </summary>
internal sealed partial class OtherEpoch(LogEpoch epoch, IHostApplicationLifetime lifetime, ILogger<OtherEpoch> logger) : IHostedService
{
    private const int ExitCode = 75;

    private int stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        epoch.Changing += Refuse;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // It stays refused, so that no connection to the other log is used until the process has ended.
    private void Refuse()
    {
        if (Interlocked.Exchange(ref stopping, 1) == 0)
        {
            LogStopping();
            Environment.ExitCode = ExitCode;
            lifetime.StopApplication();
        }
        throw new NpgsqlException("The log is in another epoch, and this node stops.");
    }

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "The log is in another epoch, after a promotion or a restore: this node stops, and is to be started again")]
    private partial void LogStopping();
}
