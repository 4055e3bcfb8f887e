using System.Collections.Concurrent;
using OrderTracking.Application.Ports;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

public abstract class OneLogContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    private const int Appenders = 24, AppendsEach = 30, Streams = 40;

    [Fact]
    public async Task with_many_appenders_on_two_nodes_each_event_is_there_once_and_nothing_has_gaps()
    {
        Node[] nodes = [Node, await Engine.OpenNode()];
        var appended = new ConcurrentDictionary<Guid, (string Waybill, long Position, DateTimeOffset RecordedAt)>();

        await Task.WhenAll(Enumerable.Range(0, Appenders)
            .Select(appender => Task.Run(() => Work(nodes[appender % 2], new Random(appender)))));

        var log = await Node.WholeLog(Stop);
        log.Count.ShouldBe(appended.Count);
        log.Select(entry => entry.Entry.Id).ShouldBeUnique();
        log.Select(entry => entry.Entry.Position).ShouldBe(Enumerable.Range(0, log.Count).Select(i => log[0].Entry.Position + i));
        foreach (var (waybill, entry) in log) (waybill, entry.Position, entry.RecordedAt).ShouldBe(appended[entry.Id]);
        foreach (var stream in log.GroupBy(entry => entry.Stream))
            stream.Select(entry => entry.Entry.Version).ShouldBe(Enumerable.Range(1, stream.Count()).Select(version => (long)version));
        for (var i = 1; i < log.Count; i++) log[i].Entry.RecordedAt.ShouldBeGreaterThanOrEqualTo(log[i - 1].Entry.RecordedAt);

        async Task Work(Node node, Random random)
        {
            for (var i = 0; i < AppendsEach; i++)
            {
                var numbers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"ZB-{random.Next(Streams):000}").Distinct().ToArray();
                var events = numbers.Select(_ => Sample.Notes(random.Next(1, 4))).ToArray();
                while (true)
                {
                    var versions = (await node.Log.Read(numbers, Stop))
                        .ToDictionary(history => history.Waybill, history => history.Version);
                    var result = await node.Log
                        .Append([.. numbers.Select((number, n) => new StreamAppend(number, versions[number], events[n]))], Stop);
                    if (result.Status == AppendStatus.Conflict) continue;
                    result.Status.ShouldBe(AppendStatus.Appended);
                    var position = result.FirstPosition;
                    for (var n = 0; n < numbers.Length; n++)
                        foreach (var newEvent in events[n])
                            appended.TryAdd(newEvent.Id, (numbers[n], position++, result.RecordedAt)).ShouldBeTrue();
                    break;
                }
            }
        }
    }

    [Fact]
    public async Task a_wait_ends_soon_after_another_node_appends()
    {
        var other = await Engine.OpenNode();
        // One append first, so that both nodes are listening.
        await other.Append("ZB-0", 0, Sample.Notes(1));
        await Task.Delay(500, Stop);
        List<TimeSpan> took = [];
        for (var round = 1; round <= 7; round++)
        {
            // The notification of an earlier append may still come.
            await Node.Log.NextAppend().WaitAtMost(TimeSpan.FromMilliseconds(200), Stop);
            var waiting = Task.WhenAll(Enumerable.Range(0, 3)
                .Select(_ => Node.Log.NextAppend().WaitAtMost(TimeSpan.FromSeconds(20), Stop)));
            await Task.Delay(50, Stop);
            waiting.IsCompleted.ShouldBeFalse("nobody has appended");
            var appended = System.Diagnostics.Stopwatch.GetTimestamp();
            await other.Append("ZB-1", round - 1, Sample.Notes(1));
            await waiting;
            took.Add(System.Diagnostics.Stopwatch.GetElapsedTime(appended));
        }
        took.Order().ElementAt(3).ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task a_wait_ends_when_its_time_is_over_or_it_is_cancelled()
    {
        await Node.Log.NextAppend().WaitAtMost(TimeSpan.FromSeconds(1), Stop);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await Node.Log.NextAppend().WaitAtMost(TimeSpan.FromMilliseconds(100), Stop);
        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));

        using var cancelled = new CancellationTokenSource(50);
        await Should.ThrowAsync<OperationCanceledException>(Node.Log.NextAppend().WaitAtMost(TimeSpan.FromMinutes(5), cancelled.Token));
    }

    [Fact]
    public async Task who_takes_the_next_append_before_reading_misses_none()
    {
        var appended = Node.Log.NextAppend();
        await Node.Append("ZB-1", 0, Sample.Notes(1));

        await appended.WaitAsync(TimeSpan.FromSeconds(5), Stop);
    }

    [Fact]
    public async Task the_head_is_the_position_of_the_last_event()
    {
        (await Node.Log.Head(Stop)).ShouldBe(0);
        await Node.Append("ZB-1", 0, Sample.Notes(2));
        (await Node.Log.Head(Stop)).ShouldBe(2);
    }
}
