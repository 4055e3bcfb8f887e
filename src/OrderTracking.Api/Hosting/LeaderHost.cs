using OrderTracking.Application.Leading;

namespace OrderTracking.Api.Hosting;

/// <summary>Takes part in the election of a leader as long as the service runs.</summary>
internal sealed class LeaderHost(Leader leader) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => leader.Run(stoppingToken), stoppingToken);
}
