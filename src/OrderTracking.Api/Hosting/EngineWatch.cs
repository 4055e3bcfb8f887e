using OrderTracking.Postgres;

namespace OrderTracking.Api.Hosting;

/// <summary>Ends the service when the other engine has taken the database while this one had lost its connection.</summary>
internal sealed partial class EngineWatch(EngineLock held, IHostApplicationLifetime lifetime, ILogger<EngineWatch> logger) : BackgroundService
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
