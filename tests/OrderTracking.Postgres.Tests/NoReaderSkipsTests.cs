using System.Collections.Concurrent;
using System.Diagnostics;
using OrderTracking.Application.Ports;
using OrderTracking.Engine.Contract;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

public sealed class NoReaderSkipsTests : IAsyncLifetime
{
    private const int Writers = 8, Rude = 3;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(15), Longest = TimeSpan.FromMinutes(3);

    private readonly PostgresUnderTest engine = new();
    private readonly ConcurrentDictionary<Guid, long> acknowledged = [];
    private int unanswered;

    public async ValueTask InitializeAsync() => await engine.CreateDatabase();

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task a_reader_that_follows_the_feed_sees_every_committed_event_once_and_in_order()
    {
        Node[] nodes = [await engine.OpenNode(), await engine.OpenNode()];
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var rude = Enumerable.Range(0, Rude).Select(i => new RudeWriters(engine, i)).ToList();
        var writing = Task.WhenAll(
        [
            .. Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Write(nodes[writer % 2], writer, stopping.Token))),
            .. rude.Select(writer => Task.Run(() => writer.Run(stopping.Token))),
        ]);
        using var written = new CancellationTokenSource();
        var following = nodes.Select((node, i) => Task.Run(() => Follow(node, new Random(i), written.Token))).ToList();
        var killing = Task.Run(() => Kill(stopping.Token), CancellationToken.None);

        // Longer on a busy machine, until enough events, failures and kills have occurred for the test to mean something.
        var started = Stopwatch.GetTimestamp();
        do await Task.Delay(Shortest, TestContext.Current.CancellationToken);
        while (!IsEnough() && Stopwatch.GetElapsedTime(started) < Longest);
        await stopping.CancelAsync();
        await Task.WhenAll(writing, killing);
        await written.CancelAsync();

        var log = await engine.AskAll("select seq_id, id from mt_events order by seq_id");
        foreach (var seen in await Task.WhenAll(following))
        {
            for (var i = 1; i < seen.Count; i++) seen[i].Position.ShouldBeGreaterThan(seen[i - 1].Position);
            var skipped = log.Except(seen.Select(entry => $"{entry.Position} | {entry.Id}")).ToList();
            skipped.ShouldBeEmpty($"committed behind a reader's back, of {log.Count} events");
            seen.Count.ShouldBe(log.Count);
        }
        var stored = log.Select(line => line.Split(" | "))
            .ToDictionary(parts => Guid.Parse(parts[1]), parts => long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (id, position) in acknowledged) stored[id].ShouldBe(position);
        foreach (var id in rude.SelectMany(writer => writer.Committed)) stored.ShouldContainKey(id);

        IsEnough().ShouldBeTrue($"{acknowledged.Count} acknowledged, {unanswered} unanswered, "
            + $"{rude.Sum(writer => writer.Committed.Count)} commits and {rude.Sum(writer => writer.Aborted)} aborts in the database");
        TestContext.Current.SendDiagnosticMessage(
            $"{log.Count} events, {acknowledged.Count} acknowledged, {unanswered} appends unanswered, "
            + $"{rude.Sum(writer => writer.Aborted)} aborts in the database");

        bool IsEnough() => acknowledged.Count > 500 && rude.Sum(writer => writer.Committed.Count) > 50
            && rude.Sum(writer => writer.Aborted) > 50 && Volatile.Read(ref unanswered) > 0;
    }

    private async Task Write(Node node, int writer, CancellationToken stopping)
    {
        var random = new Random(writer);
        var versions = new Dictionary<string, long>();
        while (!stopping.IsCancellationRequested)
        {
            if (random.Next(4) == 0) await Task.Delay(random.Next(20), CancellationToken.None);
            // Some fail on purpose, by a wrong version.
            var wrong = random.Next(10) == 0;
            var appends = Enumerable.Range(0, random.Next(1, 3)).Select(_ => $"ZB-{writer}-{random.Next(20)}").Distinct()
                .Select(number => new StreamAppend(number, versions.GetValueOrDefault(number) + (wrong ? 3 : 0),
                    Sample.Notes(random.Next(1, 6)))).ToList();
            try
            {
                var result = await node.Log.Append(appends, CancellationToken.None);
                if (wrong) result.Status.ShouldBe(AppendStatus.Conflict);
                if (result.Status != AppendStatus.Appended) continue;
                var position = result.FirstPosition;
                foreach (var append in appends)
                {
                    versions[append.Stream] = append.ExpectedVersion + append.Events.Count;
                    foreach (var newEvent in append.Events) acknowledged.TryAdd(newEvent.Id, position++).ShouldBeTrue();
                }
            }
            catch (Npgsql.NpgsqlException)
            {
                Interlocked.Increment(ref unanswered);
                foreach (var append in appends) versions[append.Stream] = await Version(node, append.Stream);
            }
        }
    }

    private static async Task<long> Version(Node node, string waybill)
    {
        while (true)
            try
            {
                return (await node.Log.Read([waybill], CancellationToken.None)).Single().Version;
            }
            catch (Npgsql.NpgsqlException)
            {
            }
    }

    // Reads on until nothing has come for a while after the writers have ended.
    private static async Task<List<(long Position, Guid Id)>> Follow(Node node, Random random, CancellationToken written)
    {
        var seen = new List<(long Position, Guid Id)>();
        while (true)
            try
            {
                var isOver = written.IsCancellationRequested;
                var page = await node.Log.ReadAll(seen.Count == 0 ? 0 : seen[^1].Position, random.Next(1, 200), CancellationToken.None);
                seen.AddRange(page.Select(entry => (entry.Entry.Position, entry.Entry.Id)));
                if (page.Count == 0 && isOver) return seen;
                if (page.Count == 0 && random.Next(2) == 0)
                    await node.Log.NextAppend().WaitAtMost(TimeSpan.FromMilliseconds(random.Next(20)), CancellationToken.None);
            }
            catch (Npgsql.NpgsqlException)
            {
            }
    }

    private async Task Kill(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(250, CancellationToken.None);
            await engine.KillAnyBackend();
        }
    }
}
