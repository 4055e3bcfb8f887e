using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Leading;

namespace OrderTracking.Application.Sandbox;

/// <summary>Makes the service a sandbox.</summary>
public static class SandboxServices
{
    /// <summary>To be called before anything registers a clock.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services)
    {
        var clock = new SandboxClock();
        services.AddSingleton(clock);
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(new SandboxMode(true));
        services.AddSingleton<Carrier>();
        services.AddSingleton<SandboxTime>();
        services.AddSingleton<ILeaderTask>(provider => provider.GetRequiredService<SandboxTime>());
        return services;
    }
}
