using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderTracking.Application.Leading;

namespace OrderTracking.Application.Webhooks;

/// <summary>Registers webhooks. What an owner may see, and how events are written, is registered beside them.</summary>
public static class WebhookServices
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookReach reach, WebhookLimits limits)
    {
        services.AddSingleton(reach);
        services.AddSingleton(limits);
        services.TryAddSingleton<FindAddresses>(System.Net.Dns.GetHostAddressesAsync);
        services.AddSingleton<WebhookConnections>();
        // The machine's clock, whatever clock the rules go by: receivers compare the time of a signature with theirs.
        services.AddSingleton(provider => new WebhookSender(provider.GetRequiredService<WebhookConnections>(), TimeProvider.System));
        services.AddSingleton<WebhookParts>();
        services.AddSingleton<WebhookRegistry>();
        services.AddSingleton<ILeaderTask, WebhookDelivery>();
        return services;
    }
}
