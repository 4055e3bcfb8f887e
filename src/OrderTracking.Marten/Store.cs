using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Services;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Application.Codec;
using OrderTracking.Domain.Waybills;
using Weasel.Core;

namespace OrderTracking.Marten;

/// <summary>How Marten is told to use the tables of the log.</summary>
internal static class Store
{
    public static StoreOptions Options(IServiceProvider services, IEnumerable<IProjectionSource<IDocumentOperations, IQuerySession>> views)
    {
        var options = new StoreOptions();
        options.Connection(services.GetRequiredService<NpgsqlDataSource>());
        Configure(options);
        foreach (var view in views) options.Projections.Add(view, ProjectionLifecycle.Async);
        return options;
    }

    public static void Configure(StoreOptions options)
    {
        // Made once, when the service starts; nothing is looked up or made on the way.
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DatabaseSchemaName = "public";
        options.Serializer(new SystemTextJsonSerializer(EventJson.Stored) { Casing = Casing.CamelCase, EnumStorage = EnumStorage.AsString });

        options.Events.StreamIdentity = StreamIdentity.AsString;
        // Recorded times are given out under the lock of the append, and handed to the function with the events.
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.MetadataConfig.EnableAll();
        // Who sent an event; the line above leaves it out, and Marten would drop the column.
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.EnableUniqueIndexOnEventId = true;
        foreach (var type in EventTypes.All) options.Events.MapEventType(type.Type, type.Stored);

        // What cannot be read or projected must stop a view, where an operator sees it, and never be left out.
        options.Projections.Errors.SkipApplyErrors = false;
        options.Projections.Errors.SkipSerializationErrors = false;
        options.Projections.Errors.SkipUnknownEvents = false;
        options.Projections.LeadershipPollingTime = 1000;
        // Looked for, and not told by each append: a page for each event would cost eight shards as much as one for a hundred.
        options.Projections.FastPollingTime = TimeSpan.FromMilliseconds(100);
        options.Projections.SlowPollingTime = TimeSpan.FromMilliseconds(100);
        options.Projections.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
    }
}
