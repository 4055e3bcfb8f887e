using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Recording;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Waybills;
using OrderTracking.Testing.Freight;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>Views follow the log, whichever connections are cut meanwhile.</summary>
public abstract class FollowingContract<TEngine> : RunningContract<TEngine> where TEngine : EngineOnDatabase, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task rows_in_the_tables_are_those_of_the_streams(int seed)
    {
        Lead(Node);
        await Load([Node], seed, waybills: 60);

        await RowsAreThoseOfTheStreams(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task held_and_shuffled_lines_give_the_rows_of_the_streams()
    {
        Lead(Node);
        var freight = new RandomFreight(11);
        var lines = Enumerable.Range(0, 60)
            .SelectMany(i => freight.Waybill().SelectMany(post => post.Select(submitted => Wire.Line($"ZB-{i}", submitted)))).ToArray();
        new Random(11).Shuffle(lines);
        foreach (var chunk in lines.Concat(lines).Chunk(300))
            await Node.Get<BatchRecorder>().Proceed(Anybody.Author, chunk, SubmissionOrigin.Unknown, Stop);

        await RowsAreThoseOfTheStreams(TimeSpan.FromSeconds(20));
        (await Node.Quarantine.List(QuarantineScope.Everything, QuarantineStatus.Held, null, null, 10, Stop)).ShouldBeEmpty();
        (await ViewRows.Read(Node, Stop)).RowsOf(AllViews.Waybills).Count.ShouldBe(60);
    }

    [Fact]
    public async Task whatever_is_cut_while_the_views_follow_each_event_takes_effect_once()
    {
        Node[] nodes = [Node, await Engine.OpenNode()];
        foreach (var node in nodes) Lead(node);
        using var loaded = new CancellationTokenSource();
        var killing = Task.Run(async () =>
        {
            for (var i = 0; !loaded.IsCancellationRequested; i++)
            {
                await Task.Delay(300, CancellationToken.None);
                await (i % 3 == 0 ? Engine.KillLeader() : Engine.KillAnyBackend());
            }
        }, Stop);

        for (var round = 0; round < 4; round++) await Load(nodes, 100 + round, waybills: 60);
        await loaded.CancelAsync();
        await killing;

        await RowsAreThoseOfTheStreams(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task another_node_takes_over_within_seconds()
    {
        var first = Lead(Node);
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        await Reaches(1, TimeSpan.FromSeconds(10));
        var other = await Engine.OpenNode();
        Lead(other);

        // Stopped for good, so that its node cannot lead again.
        await first.CancelAsync();
        await Engine.KillLeader();
        var appended = await other.Append("ZB-2", 0, Sample.New(Sample.Received()));

        await Reaches(appended.FirstPosition, TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task views_follow_an_append_within_half_a_second()
    {
        Lead(Node);
        await Node.Append("ZB-0", 0, Sample.New(Sample.Received()));
        await Reaches(1, TimeSpan.FromSeconds(10));
        var took = new List<TimeSpan>();
        for (var i = 1; i <= 15; i++)
        {
            await Task.Delay(40, Stop);
            var appended = await Node.Append($"ZB-{i}", 0, Sample.New(Sample.Received()));
            var since = System.Diagnostics.Stopwatch.GetTimestamp();
            await Reaches(appended.FirstPosition, TimeSpan.FromSeconds(10));
            took.Add(System.Diagnostics.Stopwatch.GetElapsedTime(since));
        }
        took.Order().ElementAt(7).ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task views_rebuilt_while_loading_and_while_leaders_change_never_have_fewer_rows_and_end_right()
    {
        Node[] nodes = [Node, await Engine.OpenNode()];
        foreach (var node in nodes) Lead(node);
        await Load(nodes, 200, waybills: 60);
        using var loaded = new CancellationTokenSource();
        var reading = Task.Run(() => Read(nodes[1], loaded.Token), Stop);
        var disturbing = Task.Run(async () =>
        {
            for (var i = 0; !loaded.IsCancellationRequested; i++)
            {
                await Patiently(() => Node.Views.RequestRebuild(i % 2 == 0 ? null : "Waybills", Stop));
                await Task.Delay(700, CancellationToken.None);
                await Engine.KillLeader();
            }
        }, Stop);

        for (var round = 1; round < 5; round++) await Load(nodes, 200 + round, waybills: 40);
        await loaded.CancelAsync();
        await disturbing;
        (await reading).ShouldBeGreaterThan(20);

        await Until("no rebuild is due", TimeSpan.FromSeconds(30), async () => (await Node.Views.RebuildsDue(Stop)).Count == 0);
        await RowsAreThoseOfTheStreams(TimeSpan.FromSeconds(20));
        (await Node.Views.States(Stop)).ShouldAllBe(state => state.LastRebuild != null);
        await Until("nothing is left of rebuilds", TimeSpan.FromSeconds(60), async () =>
            (await Engine.AskAll(
                "select tablename from pg_tables where schemaname = 'tracking' and tablename like '%rebuild%'")).Count == 0);
    }

    // The posts of a waybill go to the nodes in turn.
    private static async Task Load(Node[] nodes, int seed, int waybills)
    {
        var freight = new RandomFreight(seed);
        var posts = Enumerable.Range(0, waybills).Select(i => (Number: $"ZB-{seed}-{i}", Posts: freight.Waybill())).ToList();
        await Parallel.ForEachAsync(posts, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop },
            async (waybill, _) =>
        {
            for (var i = 0; i < waybill.Posts.Count; i++)
            {
                var node = nodes[(i + waybill.Number.Length) % nodes.Length];
                await Patiently(() => node.Get<Recorder>().Record(Anybody.Author, waybill.Number, waybill.Posts[i], null, Stop));
            }
        });
    }

    private static async Task<int> Read(Node node, CancellationToken loaded)
    {
        var (most, reads) = (0, 0);
        for (; !loaded.IsCancellationRequested; reads++)
            await Patiently(async () =>
            {
                var rows = (await node.Get<IWaybillsView>()
                    .Search(new(AccessScope.Everything, null, null, null, default, null, null), int.MaxValue, Stop)).Count;
                rows.ShouldBeGreaterThanOrEqualTo(most);
                most = rows;
            });
        return reads;
    }

    // What a cut connection left unanswered is sent again, as a sender would.
    private static async Task Patiently(Func<Task> work)
    {
        while (true)
            try
            {
                await work();
                return;
            }
            catch (Npgsql.NpgsqlException)
            {
                await Task.Delay(20, Stop);
            }
    }

    private async Task Reaches(long position, TimeSpan atMost) =>
        await Until($"the views reach {position}", atMost, async () => (await Node.Get<IViewPosition>().Now(Stop)).Position >= position);

    private async Task RowsAreThoseOfTheStreams(TimeSpan atMost)
    {
        var fresh = await Engine.OpenNode();
        await Until("every view is at the end of the log", atMost, () => Agreement.IsLevel(Engine, fresh, Stop));
        await Agreement.RowsAreThoseOfTheStreams(fresh, Stop);
    }
}
