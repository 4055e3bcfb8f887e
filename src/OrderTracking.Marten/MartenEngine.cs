using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Marten.Leading;
using OrderTracking.Marten.Messages;
using OrderTracking.Marten.Views;
using OrderTracking.Postgres;
using Wolverine;
using Wolverine.Marten;

namespace OrderTracking.Marten;

/// <summary>
/// The engine on Marten and Wolverine: a projection builds the views, scheduled messages watch the deadlines, and Wolverine assigns
/// the projection and the leader's tasks to nodes.
/// </summary>
public static class MartenEngine
{
    public static IServiceCollection AddMartenEngine(this IServiceCollection services, string connectionString)
    {
        services.AddPostgresParts(connectionString);
        services.AddSingleton<IDeadLetters, DeadLetters>();
        services.AddSingleton<ILeaderTask, OverdueSweep>();
        services.AddMarten(provider =>
            {
                var options = new StoreOptions();
                options.Connection(provider.GetRequiredService<NpgsqlDataSource>());
                options.UseOrderTrackingLog();
                FollowTheLog(options);
                ActivatorUtilities.CreateInstance<ViewsProjection>(provider).Register(options);
                return options;
            })
            .UseLightweightSessions()
            .IntegrateWithWolverine(wolverine =>
            {
                wolverine.MessageStorageSchemaName = Messaging.SchemaName;
                wolverine.UseWolverineManagedEventSubscriptionDistribution = true;
            });
        services.AddWolverine(ExtensionDiscovery.ManualOnly, Messaging.Configure);
        services.AddSingularAgent<LeaderAgent>();
        services.AddHostedService<HighWaterRestart>();
        services.AddHostedService<ProjectionRestart>();
        services.AddHostedService<SilentLeader>();
        services.AddHostedService<OtherEpoch>();
        return services;
    }

    /// <summary>Takes the database and makes or upgrades the schema: this service's first, then what Marten and Wolverine add.</summary>
    public static async Task PrepareMartenEngine(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.PreparePostgresParts("marten", cancellationToken);
        await services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await services.PrepareMessaging(cancellationToken);
    }

    private static void FollowTheLog(StoreOptions options)
    {
        // An event that cannot be read or projected must stop the views, so that an operator sees it, and must never be skipped.
        options.Projections.Errors.SkipApplyErrors = false;
        options.Projections.Errors.SkipSerializationErrors = false;
        options.Projections.Errors.SkipUnknownEvents = false;
        // The notifications come at most every 60 ms (AppendListener); polling catches one that was missed.
        options.Events.UseListenNotifyForEventAppends = true;
        options.Projections.FastPollingTime = TimeSpan.FromMilliseconds(250);
        options.Projections.SlowPollingTime = TimeSpan.FromSeconds(1);
        options.Projections.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
    }
}
