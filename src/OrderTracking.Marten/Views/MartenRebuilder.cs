using System.Diagnostics;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Recording;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Marten.Views;

/// <summary>
/// Builds views anew: a new version of each projection, in a daemon of its own, fills a table beside the live one, which is swapped in
/// when it has caught up. The live ones go on meanwhile, each where it is.
/// </summary>
internal sealed class MartenRebuilder(
    IServiceProvider services, PostgresViewStore tables, IEventLog log, Projection projection, CatchingUp catchingUp, TimeProvider clock,
    ILogger<MartenRebuilder> logger) : Rebuilding(logger)
{
    public const int NextVersion = 2;
    private const int EventsPerPage = 5_000;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    protected override Task<IReadOnlyList<string>> Due(CancellationToken cancellation) => tables.RebuildsDue(cancellation);

    protected override async Task Rebuild(IReadOnlyList<string> due, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var rebuilds = new List<(ViewTable Table, PostgresRebuild Rebuild)>();
        try
        {
            foreach (var table in ViewTables.All.Where(table => due.Contains(table.View)))
                rebuilds.Add((table, (PostgresRebuild)await tables.BeginRebuild([table.View], cancellation)));
            var at = long.MaxValue;
            foreach (var (table, _) in rebuilds) at = Math.Min(at, await Position(table, cancellation));
            var events = at == 0 ? 0 : await Fill(rebuilds, at, cancellation);
            await Task.WhenAll(rebuilds.Select(async each =>
            {
                await each.Rebuild.Filled(cancellation);
                await SwapIn(each.Table, each.Rebuild, at, live => new(events + live - at, Stopwatch.GetElapsedTime(started).TotalSeconds, clock.GetUtcNow()), cancellation);
            }));
            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            LogRebuilt(due, events, took);
        }
        finally
        {
            foreach (var (_, rebuild) in rebuilds) await rebuild.DisposeAsync();
        }
    }

    private async Task<long> Fill(List<(ViewTable Table, PostgresRebuild Rebuild)> rebuilds, long upTo, CancellationToken cancellation)
    {
        // Histories that it reads are many, and nobody else asks for them.
        var histories = new Histories(log, new WaybillCache(), projection);
        var projections = rebuilds.ConvertAll(each => new RebuildProjection(each.Table, each.Rebuild.Beside(each.Table.Table), upTo, histories));
        var options = Store.Options(services, rebuilds.Zip(projections, (each, anew) => LiveViews.Source(anew, each.Table.View, NextVersion, EventsPerPage)));
        // The daemon below is started here.
        options.Projections.AsyncMode = DaemonMode.ExternallyManaged;
        using var store = new DocumentStore(options);
        string[] shards = [.. rebuilds.Select(each => $"{each.Table.View}:V{NextVersion}:All")];
        await Forget(store, shards, cancellation);
        using var daemon = await store.BuildProjectionDaemonAsync(logger: logger);
        try
        {
            await daemon.StartAllAsync();
            while (shards.Any(shard => !(daemon.Tracker.TryGetCurrentState(shard, out var state) && state.Sequence >= upTo)))
            {
                if (daemon.HasAnyPaused()) throw new InvalidOperationException("A projection of the rebuild stopped; what stopped it was said before.");
                await Task.Delay(BetweenLooks, cancellation);
            }
        }
        finally
        {
            await daemon.StopAllAsync();
            await Forget(store, shards, CancellationToken.None);
        }
        return projections.Max(anew => anew.Events);
    }

    // The live view moves on by itself, so its place is read, reached, and taken if it is still there.
    private async Task SwapIn(ViewTable table, PostgresRebuild rebuild, long at, Func<long, RebuildFacts> facts, CancellationToken cancellation)
    {
        HashSet<string> view = [table.View];
        while (true)
        {
            var live = await Position(table, cancellation);
            while (at < live) at = await catchingUp.Step(rebuild, view, at, live, cancellation);
            try
            {
                if (await rebuild.Swap(live, facts(live), cancellation)) return;
            }
            catch (ViewsInUseException)
            {
                // A long report reads the live view.
                await Task.Delay(BetweenTries, cancellation);
            }
        }
    }

    // What is left of the progress of a rebuild.
    private static async Task Forget(DocumentStore store, string[] shards, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        session.QueueSqlCommand("delete from mt_event_progression where name = any (?)", [shards]);
        await session.SaveChangesAsync(cancellation);
    }

    private async Task<long> Position(ViewTable table, CancellationToken cancellation) =>
        (await tables.States(cancellation)).Single(state => state.View == table.View).Position;
}
