using System.Collections;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Views;
using OrderTracking.Marten.Messages;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Marten.Views;

/// <summary>The live views as projections, one shard each, named as the default engine names its positions.</summary>
internal sealed class LiveViews(IServiceProvider services) : IEnumerable<IProjectionSource<IDocumentOperations, IQuerySession>>
{
    /// <summary>Pages are small when events come one by one, and large when there is a backlog.</summary>
    private const int MostEventsOfAPage = 2_000;

    // The log needs the store, and the store these: so they are looked up when the first page comes.
    private readonly Lazy<Histories> histories = new(() => new(
        services.GetRequiredService<IEventLog>(), services.GetRequiredService<WaybillCache>(), services.GetRequiredService<Projection>()));

    public IEnumerator<IProjectionSource<IDocumentOperations, IQuerySession>> GetEnumerator()
    {
        foreach (var table in ViewTables.All)
        {
            var schedules = table.View == AllViews.Deadlines.Name ? services.GetRequiredService<DeadlineSchedule> : (Func<DeadlineSchedule>?)null;
            yield return Source(new ViewProjection(table, () => histories.Value, schedules), table.View, 1, MostEventsOfAPage);
        }
    }

    /// <param name="version">1 is the live view; Marten puts any other into the name of its progress.</param>
    public static ProjectionWrapper<IDocumentOperations, IQuerySession> Source(
        global::Marten.Events.Projections.IProjection projection, string view, uint version, int batchSize)
    {
        var source = new ProjectionWrapper<IDocumentOperations, IQuerySession>(projection, ProjectionLifecycle.Async) { Name = view, Version = version };
        source.Options.BatchSize = batchSize;
        source.Options.MaximumHopperSize = batchSize * 2;
        return source;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
