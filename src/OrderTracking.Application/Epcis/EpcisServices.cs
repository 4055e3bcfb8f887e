using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Leading;

namespace OrderTracking.Application.Epcis;

/// <summary>Registers EPCIS.</summary>
public static class EpcisServices
{
    /// <param name="links">The base of the company's Digital Links.</param>
    public static IServiceCollection AddEpcis(this IServiceCollection services, EpcisLinks links)
    {
        services.AddSingleton(links);
        services.AddSingleton<EpcisEvents>();
        services.AddSingleton<EpcisCapture>();
        services.AddSingleton<EpcisReader>();
        services.AddSingleton<EpcisRecorder>();
        services.AddSingleton<EpcisDeliveryParts>();
        services.AddSingleton<ILeaderTask, EpcisDelivery>();
        return services;
    }
}
