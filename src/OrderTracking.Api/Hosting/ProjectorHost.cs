using OrderTracking.Application.Projecting;

namespace OrderTracking.Api.Hosting;

/// <summary>Runs the projector as long as the service runs.</summary>
internal sealed class ProjectorHost(Projector projector) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => projector.Run(stoppingToken), stoppingToken);
}
