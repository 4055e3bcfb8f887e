using Microsoft.Extensions.Logging.Abstractions;
using OrderTracking.Application;
using OrderTracking.Application.Privacy;
using OrderTracking.Application.Sandbox;
using OrderTracking.Application.Transparency;
using OrderTracking.Postgres.Privacy;

namespace OrderTracking.Api.Hosting;

/// <summary>
/// The command <c>migrate</c>: makes or upgrades the schema as its owner, gives the service's role its rights, and ends. It is a step of
/// its own, so that the service never has the owner's password.
/// </summary>
public static class Migration
{
    public static Task Run(MigrationSettings settings) => Run(settings, _ => Task.FromResult(0));

    /// <summary>The command <c>import FILE</c>: the same, and then puts an export of a log into the empty database.</summary>
    /// <returns>What it did, for people.</returns>
    /// <exception cref="LogImportException">The export cannot be imported.</exception>
    public static async Task<string> Import(MigrationSettings settings, string file, string? key)
    {
        var (events, head) = await Run(settings, services =>
            services.GetRequiredService<LogImporter>().Import(file, key, CancellationToken.None));
        return $"{events} events were imported. Their tree has the head:\n{head}";
    }

    private static async Task<T> Run<T>(MigrationSettings settings, Func<IServiceProvider, Task<T>> then)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        // The owner makes tables and seals nothing, so it needs no real key.
        builder.Services.AddSingleton(KeyEncryptionKeys.New());
        builder.Services.AddSingleton(new SandboxMode(settings.Sandbox));
        builder.Services.AddOrderTracking(TimeZoneInfo.Utc);
        builder.Services.AddSingleton(new KeysConnection(settings.KeysOwner));
        var engine = Engines.Find(settings.Engine);
        engine.Add(builder.Services, settings.Owner);
        using var host = builder.Build();
        try
        {
            await engine.Prepare(host.Services, CancellationToken.None);
            return await then(host.Services);
        }
        finally
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
