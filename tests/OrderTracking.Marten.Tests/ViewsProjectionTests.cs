using System.Collections.Concurrent;
using System.Diagnostics;
using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using OrderTracking.Application.Recording;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing.Freight;
using Shouldly;
using Xunit;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace OrderTracking.Marten.Tests;

/// <summary>The views as Marten's daemon sees them.</summary>
public sealed class ViewsProjectionTests : IAsyncLifetime
{
    private readonly MartenUnderTest engine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await engine.CreateDatabase();

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task martens_own_rebuild_empties_the_views_and_fills_them_with_the_same_rows()
    {
        var node = await engine.OpenNode();
        await Load(node, 700);
        using var daemon = await node.Get<IDocumentStore>().BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await daemon.WaitForNonStaleData(TimeSpan.FromSeconds(30));
        await daemon.StopAllAsync();
        await Agreement.RowsAreThoseOfTheStreams(node, Stop);
        // What a rebuild mends.
        await engine.Run("delete from tracking.station_visits where waybill like 'ZB-700-1%'; update tracking.on_time set account = "
            + "'WRONG'; delete from tracking.exceptions");

        await daemon.RebuildProjectionAsync("Views", Stop);

        await Agreement.RowsAreThoseOfTheStreams(node, Stop);
        (await Agreement.IsLevel(engine, node, Stop)).ShouldBeTrue();
        (await engine.AskAll("select name from mt_event_progression where name not like 'HighWater%'")).ShouldBe(["Views:All"]);
    }

    /// <summary>A node that stops writes all pages that it has read, so they must be few.</summary>
    [Fact]
    public async Task what_is_recorded_while_a_page_is_written_is_one_more_page()
    {
        var node = await engine.OpenNode();
        using var daemon = await node.Get<IDocumentStore>().BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await node.Append("ZB-0", 0, Sample.New(Sample.Received()));
        await daemon.WaitForNonStaleData(TimeSpan.FromSeconds(30));
        var pages = new PagesSeen();
        using var watching = daemon.Tracker.Subscribe(pages);
        await using var held = await engine.Open();
        await using var transaction = await held.BeginTransactionAsync(Stop);
        await using (var holding = new NpgsqlCommand("lock table tracking.waybills in exclusive mode", held, transaction))
            await holding.ExecuteNonQueryAsync(Stop);

        var last = 0L;
        for (var i = 1; i <= 6; i++)
        {
            last = (await node.Append($"ZB-{i}", 0, Sample.New(Sample.Received()))).FirstPosition;
            await Until("the daemon knows of it", () => Task.FromResult(daemon.HighWaterMark() >= last));
        }
        await transaction.CommitAsync(Stop);
        await Until("the last page is written", () => Task.FromResult(pages.Ends.Contains(last)));

        pages.Ends.Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_node_whose_progress_another_one_has_moved_writes_no_rows()
    {
        var node = await engine.OpenNode();
        var first = await node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        using var daemon = await node.Get<IDocumentStore>().BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await daemon.WaitForNonStaleData(TimeSpan.FromSeconds(30));
        await using var other = new StatesSeen();
        using var watching = daemon.Tracker.Subscribe(other);

        // Moves the progress, as a node that took over would.
        (await node.Views.Commit(first.FirstPosition, first.FirstPosition + 1, new(), Stop)).ShouldBeTrue();
        await node.Append("ZB-2", 0, Sample.New(Sample.Received()), Sample.New(Sample.Loaded()));

        (await other.Failed.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop)).Category.ShouldBe(ShardFailureCategory.ProgressionOutOfOrder);
        (await engine.AskAll("select waybill from tracking.waybills")).ShouldBe(["ZB-1"]);
        (await node.Views.States(Stop)).ShouldAllBe(state => state.Position == first.FirstPosition + 1);
    }

    [Fact]
    public Task views_whose_projection_failed_go_on_by_themselves() => TheViewsGoOn(seed: 701, after: async node =>
    {
        // The projection fails, as after a crash of the server that lost the last progress and rows.
        await engine.Run("alter table tracking.waybills rename to waybills_away");
        await Load(node, 702);
        await Task.Delay(500, Stop);
        (await Agreement.IsLevel(engine, node, Stop)).ShouldBeFalse();
        await engine.Run("alter table tracking.waybills_away rename to waybills");
    });

    [Fact]
    public Task views_whose_projection_fails_while_it_is_restarted_go_on_by_themselves() => TheViewsGoOn(seed: 705, after: async node =>
    {
        // As one that starts at a position beyond the end of the log that this node knows of.
        var (failures, since) = (0, Stopwatch.GetTimestamp());
        for (; failures < 3 || Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(8); await Task.Delay(2, Stop))
            foreach (var projection in await Projections(node))
                if (projection.Status == AgentStatus.Running)
                {
                    await projection.ReportCriticalFailureAsync(new InvalidOperationException("The projection fails."));
                    failures++;
                }
        await Load(node, 706);
    });

    [Fact]
    public Task views_whose_projection_waits_for_a_page_that_is_lost_go_on_by_themselves() => TheViewsGoOn(seed: 707, after: async node =>
    {
        foreach (var projection in await Projections(node)) ((SubscriptionAgent)projection).LastEnqueued += 5;
        await Load(node, 708);
        await Task.Delay(TimeSpan.FromSeconds(5), Stop);
        (await Agreement.IsLevel(engine, node, Stop)).ShouldBeFalse();
    }, within: TimeSpan.FromMinutes(2));

    [Fact]
    public async Task views_follow_the_log_although_its_end_could_not_be_found_when_they_were_started()
    {
        var node = await engine.OpenNode();
        await Load(node, 703);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        // Fails each of Wolverine's three tries to start the projection, as a server that is still starting up does.
        await engine.Run("alter sequence mt_events_sequence rename to mt_events_sequence_away");
        var leading = node.Lead(ending.Token);
        await Until("Wolverine has tried to start the projection", async () => (await node.Get<IProjectionCoordinator>().AllDaemonsAsync())
            .Any(daemon => daemon.IsRunning));
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        await engine.Run("alter sequence mt_events_sequence_away rename to mt_events_sequence");

        await Until("the views are level", () => Agreement.IsLevel(engine, node, Stop));
        await Load(node, 704);
        await Until("the views are level again", () => Agreement.IsLevel(engine, node, Stop));
        await Agreement.RowsAreThoseOfTheStreams(node, Stop);
        await ending.CancelAsync();
        await leading;
    }

    /// <summary>Leads with a node whose views are level, lets something happen to them, and waits until they are level again.</summary>
    private async Task TheViewsGoOn(int seed, Func<Node, Task> after, TimeSpan? within = null)
    {
        var node = await engine.OpenNode();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var leading = node.Lead(ending.Token);
        await Load(node, seed);
        await Until("the views are level", () => Agreement.IsLevel(engine, node, Stop));

        await after(node);

        await Until("the views are level again", () => Agreement.IsLevel(engine, node, Stop), within);
        await Agreement.RowsAreThoseOfTheStreams(node, Stop);
        await ending.CancelAsync();
        await leading;
    }

    private static async Task Load(Node node, int seed)
    {
        var freight = new RandomFreight(seed);
        for (var i = 0; i < 25; i++)
            foreach (var post in freight.Waybill()) await node.Get<Recorder>().Record(Anybody.Author, $"ZB-{seed}-{i}", post, null, Stop);
    }

    private static async Task<IReadOnlyList<ISubscriptionAgent>> Projections(Node node) =>
        [.. (await node.Get<IProjectionCoordinator>().AllDaemonsAsync()).SelectMany(daemon => daemon.CurrentAgents())];

    private static async Task Until(string what, Func<Task<bool>> isSo, TimeSpan? within = null)
    {
        for (var since = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(50, Stop))
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(within ?? TimeSpan.FromMinutes(1), what);
    }

    /// <summary>The positions at which pages of the views end.</summary>
    private sealed class PagesSeen : IObserver<ShardState>
    {
        private readonly ConcurrentDictionary<long, bool> ends = [];

        public ICollection<long> Ends => ends.Keys;

        public void OnNext(ShardState value)
        {
            if (value is { ShardName: "Views:All", LastAdvanced: not null }) ends.TryAdd(value.Sequence, true);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class StatesSeen : IObserver<ShardState>, IAsyncDisposable
    {
        public TaskCompletionSource<ShardFailure> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnNext(ShardState value)
        {
            if (value.Failure is { } failure) Failed.TrySetResult(failure);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => Failed.TrySetException(error);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
