using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Hosting;

/// <summary>Stops the service when the other engine took the database while this node's session was lost.</summary>
internal sealed partial class EngineWatch(IEngineLock held, IHostApplicationLifetime lifetime, ILogger<EngineWatch> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await held.Keep(stoppingToken);
        }
        catch (EngineHeldException taken)
        {
            LogTaken(taken.Message);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "This node stops: {Reason}")]
    private partial void LogTaken(string reason);
}
