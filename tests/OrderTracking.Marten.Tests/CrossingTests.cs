using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing.Freight;
using Shouldly;
using Xunit;

namespace OrderTracking.Marten.Tests;

/// <summary>Switching from one engine to the other and back on one database.</summary>
public sealed class CrossingTests : IAsyncLifetime
{
    private readonly BothEngines engines = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await engines.CreateDatabase();

    public ValueTask DisposeAsync() => engines.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task the_database_is_held_by_one_engine_at_a_time(bool isMartenFirst)
    {
        var (first, other) = isMartenFirst ? ("marten", "postgres") : ("postgres", "marten");
        var node = await Open(isMartenFirst);
        // A second node of the same engine is allowed.
        await (await Open(isMartenFirst)).DisposeAsync();

        (await Should.ThrowAsync<EngineHeldException>(Open(!isMartenFirst))).Message.ShouldBe(
            $"the engine '{first}' holds the database; stop it before '{other}' is started, or set ORDERTRACKING_ENGINE to '{first}'.");

        await node.DisposeAsync();
        await (await Open(!isMartenFirst)).DisposeAsync();
    }

    [Fact]
    public async Task of_two_engines_that_start_at_once_one_holds_the_database()
    {
        await (await engines.OpenMarten()).DisposeAsync();
        for (var round = 0; round < 5; round++)
        {
            var starts = new[] { engines.OpenMarten(), engines.OpenDefault() };
            await Task.WhenAll(starts).ContinueWith(_ => { }, TaskScheduler.Default);
            starts.Count(start => start.IsCompletedSuccessfully).ShouldBe(1);
            starts.Single(start => start.IsFaulted).Exception!.InnerException.ShouldBeOfType<EngineHeldException>();
            await (await starts.Single(start => start.IsCompletedSuccessfully)).DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task positions_and_progress_carry_over_in_both_directions_however_far_the_views_had_come(bool isMartenFirst)
    {
        for (var turn = 0; turn < 5; turn++)
        {
            var node = await Open(turn % 2 == 0 == isMartenFirst);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var leading = node.Lead(ending.Token);
            var progress = (await node.Views.States(Stop)).Min(state => state.Position);
            await Load(node, seed: 500 + turn);
            // In odd rounds stopped before the views have caught up: the other engine has to project the rest.
            if (turn % 2 == 1) await Until(() => Agreement.IsLevel(engines, node, Stop));
            await ending.CancelAsync();
            await leading;
            (await node.Views.States(Stop)).ShouldAllBe(state => state.Position >= progress);
            await node.DisposeAsync();
        }

        var last = await Open(isMartenFirst);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = last.Lead(end.Token);
        await Until(() => Agreement.IsLevel(engines, last, Stop));
        await Agreement.RowsAreThoseOfTheStreams(last, Stop);
        (await last.Views.States(Stop)).ShouldAllBe(state => state.LastRebuild == null && !state.Rebuilding);
        await end.CancelAsync();
        await running;
    }

    [Fact]
    public async Task martens_tombstones_are_events_for_neither_engine()
    {
        var node = await engines.OpenMarten();
        await node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        var twice = Sample.Notes(1);
        await Should.ThrowAsync<Exception>(node.Append("ZB-2", 0, [twice[0], twice[0]]));
        await engines.Run(
            """
            insert into mt_streams (id, version) values ('mt_tombstone', 0) on conflict do nothing;
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
            select nextval('mt_events_sequence'), gen_random_uuid(), 'mt_tombstone', currval('mt_events_sequence'), '{}', 'tombstone',
            '-infinity',
                   'JasperFx.Events.Tombstone, JasperFx.Events'
            """);

        foreach (var isMarten in new[] { true, false })
        {
            await node.DisposeAsync();
            node = await Open(isMarten);
            (await node.WholeLog(Stop)).Select(entry => entry.Stream).Distinct().ShouldBe(["ZB-1"]);
            (await node.AllHistories(Stop)).Select(history => history.Waybill).ShouldBe(["ZB-1"]);
            var version = (await node.Log.Read(["ZB-1"], Stop))[0].Version;
            var appended = await node.Append("ZB-1", version, Sample.Notes(1));
            appended.RecordedAt.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(-1));
            (await node.Get<IViewPosition>().Now(Stop)).LagMs.ShouldBeGreaterThanOrEqualTo(0);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var leading = node.Lead(ending.Token);
            await Until(() => Agreement.IsLevel(engines, node, Stop));
            await Agreement.RowsAreThoseOfTheStreams(node, Stop);
            await ending.CancelAsync();
            await leading;
        }
    }

    private Task<Node> Open(bool isMarten) => isMarten ? engines.OpenMarten() : engines.OpenDefault();

    private static async Task Load(Node node, int seed)
    {
        var freight = new RandomFreight(seed);
        for (var i = 0; i < 30; i++)
            foreach (var post in freight.Waybill()) await node.Get<Recorder>().Record(Anybody.Author, $"ZB-{seed}-{i}", post, null, Stop);
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            tries.ShouldBeLessThan(600, "the views do not come to the end of the log");
            await Task.Delay(50, Stop);
        }
    }
}
