using Microsoft.Extensions.Logging.Abstractions;
using OrderTracking.Application;
using OrderTracking.Application.Privacy;

namespace OrderTracking.Api.Hosting;

/// <summary>
/// The command <c>migrate</c>: makes or upgrades the schema as its owner, gives the service's role its rights, and ends. It is a step of
/// its own, so that the service never has the owner's password.
/// </summary>
public static class Migration
{
    public static async Task Run(MigrationSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        // The owner makes tables and seals nothing, so it needs no real key.
        builder.Services.AddSingleton(KeyEncryptionKeys.New());
        builder.Services.AddOrderTracking(TimeZoneInfo.Utc);
        var engine = Engines.Find(settings.Engine);
        engine.Add(builder.Services, settings.Owner);
        using var host = builder.Build();
        try
        {
            await engine.Prepare(host.Services, CancellationToken.None);
        }
        finally
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
