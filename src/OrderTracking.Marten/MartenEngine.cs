using JasperFx;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Marten.Log;
using OrderTracking.Marten.Messages;
using OrderTracking.Marten.Views;
using OrderTracking.Postgres;
using OrderTracking.Postgres.Log;
using Wolverine;
using Wolverine.Marten;

namespace OrderTracking.Marten;

/// <summary>The second engine: the log and the views on Marten, what happens later on Wolverine, on the tables of the default engine.</summary>
public static class MartenEngine
{
    /// <summary>Beside those that requests take: each shard holds one for its lock and takes two while it works.</summary>
    private const int Connections = 70;

    public static IServiceCollection AddMartenEngine(this IServiceCollection services, string connectionString)
    {
        services.AddPostgresParts(connectionString, Connections);
        services.AddSingleton<IGroupAppender, MartenAppender>();
        services.AddSingleton<IEventLog, MartenEventLog>();
        services.AddSingleton<IViewStore, MartenViewStore>();
        services.AddSingleton<LiveViews>();
        services.AddSingleton<DeadlineSchedule>();
        services.AddSingleton<IDeadLetters, DeadLetters>();
        services.AddSingleton<IDuty, MartenRebuilder>();
        services.AddSingleton<IDuty, OverdueSweep>();
        services.AddSingleton<IDuty, Application.Recording.Sweeping>();
        services.AddMarten(provider => Store.Options(provider, provider.GetRequiredService<LiveViews>()))
            .UseLightweightSessions()
            .AddAsyncDaemon(DaemonMode.HotCold)
            .IntegrateWithWolverine(wolverine => wolverine.MessageStorageSchemaName = Messaging.SchemaName);
        services.AddWolverine(ExtensionDiscovery.ManualOnly, Messaging.Configure);
        return services;
    }

    /// <summary>Takes the database and makes or upgrades the schema: this service's first, then what Marten and Wolverine add to it.</summary>
    public static async Task PrepareMartenEngine(this IServiceProvider services, CancellationToken cancellation)
    {
        await services.PreparePostgresParts("marten", cancellation);
        await services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await services.PrepareMessaging();
    }
}
