using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OrderTracking.Domain.Projections;
using OrderTracking.Engine.Contract;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>Not beside other tests of the project: their load would delay the recoveries that are waited for here.</summary>
[Collection(nameof(NothingAcknowledgedIsLostTests))]
[CollectionDefinition(nameof(NothingAcknowledgedIsLostTests), DisableParallelization = true)]
public sealed class NothingAcknowledgedIsLostTests : IAsyncLifetime
{
    private const int Senders = 32, AnswersBetweenKills = 60;

    // For a machine on which other projects' tests run too: what does not recover never does.
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    private PrivateCluster cluster = null!;
    private ServiceProcess service = null!, other = null!;
    private Clients clients = null!;

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("ORDERTRACKING_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills)
            ? kills : 10;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        cluster = await PrivateCluster.StartAsync("max_connections = 100");
        service = new(cluster.ConnectionString);
        other = new(cluster.ConnectionString, service);
        clients = new(service.Token, Senders, service.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await other.DisposeAsync();
        clients.Dispose();
        await cluster.DisposeAsync();
    }

    [Fact]
    public Task when_the_service_is_killed() => KillTenTimes(seed: 1, async () =>
    {
        await service.Kill9();
        service.Start();
    });

    [Fact]
    public Task when_the_database_is_killed_and_the_service_recovers_by_itself() => KillTenTimes(seed: 2, async () =>
    {
        await cluster.Kill9();
        await cluster.Restart();
        service.IsRunning.ShouldBeTrue(service.Said);
    });

    [Fact]
    public async Task when_of_two_nodes_either_is_killed_or_stands_still_while_the_views_are_rebuilt()
    {
        clients.Dispose();
        clients = new(service.Token, Senders, service.Url, other.Url);
        await EverythingIsWrittenDurably();
        service.Start();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var posting = clients.Run(seed: 3, stopping.Token);
        await Answers(AnswersBetweenKills);
        other.Start();
        for (var round = 0; round < 2; round++)
            foreach (var node in new[] { service, other })
            {
                await Answers(clients.Acknowledgements + AnswersBetweenKills);
                await Ask("update tracking.views set rebuild_requested_at = clock_timestamp()");
                await Task.Delay(50 * round, Stop);
                if (round == 0)
                {
                    // If the stopped node is in a transaction, the server must end it; senders waiting for an answer ask the other node.
                    node.Freeze();
                    await Answers(clients.Acknowledgements + AnswersBetweenKills);
                    await Task.Delay(TimeSpan.FromSeconds(15), Stop);
                    node.Thaw();
                }
                else
                {
                    await node.Kill9();
                    await TheViewsComeTo((long)(await Ask("select max(seq_id) from mt_events"))!);
                    node.Start();
                }
            }
        await Answers(clients.Acknowledgements + AnswersBetweenKills);
        await stopping.CancelAsync();
        await posting;

        clients.Wrong.ShouldBeEmpty();
        var stored = await Stored();
        EachAcknowledgedEventIsThereOnce(stored);
        await TheViewsEqualTheFolds(stored.Max(row => row.Position));
        (service.IsRunning && other.IsRunning).ShouldBeTrue(service.Said + other.Said);
    }

    // The remaining node takes over.
    private async Task TheViewsComeTo(long position)
    {
        var started = Stopwatch.GetTimestamp();
        while ((long)(await Ask("select last_seq_id from mt_event_progression where name = 'Views:All'"))! < position)
        {
            if (Stopwatch.GetElapsedTime(started) >= Recovery) Assert.Fail($"no node took over: {service.Said}{other.Said}");
            await Task.Delay(50, Stop);
        }
    }

    private async Task<object?> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }

    private async Task KillTenTimes(int seed, Func<Task> kill)
    {
        await EverythingIsWrittenDurably();
        service.Start();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var posting = clients.Run(seed, stopping.Token);
        var random = new Random(seed);
        for (var i = 0; i < Kills; i++)
        {
            await Answers(clients.Acknowledgements + AnswersBetweenKills);
            await Task.Delay(random.Next(200), Stop);
            while (clients.InFlight < Senders / 4) await Task.Delay(1, Stop);
            await kill();
        }
        await Answers(clients.Acknowledgements + AnswersBetweenKills);
        await stopping.CancelAsync();
        await posting;

        await EverythingIsWrittenDurably();
        clients.Wrong.ShouldBeEmpty();
        clients.Retries.ShouldBeGreaterThan(Kills);
        var stored = await Stored();
        EachAcknowledgedEventIsThereOnce(stored);
        await TheViewsEqualTheFolds(stored.Max(row => row.Position));
        TestContext.Current.SendDiagnosticMessage(
            $"{Kills} kills, {clients.Acknowledged.Count} events acknowledged, {stored.Count} stored, {clients.Retries} retries");
    }

    private async Task EverythingIsWrittenDurably()
    {
        (await cluster.Setting("fsync")).ShouldBe("on");
        (await cluster.Setting("synchronous_commit")).ShouldBe("on");
        (await cluster.Setting("full_page_writes")).ShouldBe("on");
    }

    private async Task Answers(int count)
    {
        var started = Stopwatch.GetTimestamp();
        while (clients.Acknowledgements < count)
        {
            if (Stopwatch.GetElapsedTime(started) > Recovery)
                throw new TimeoutException($"The service does not answer any more. It said: {service.Said}");
            await Task.Delay(5, Stop);
        }
    }

    private async Task<List<(Guid Id, string Waybill, long Version, long Position, bool IsDerived)>> Stored()
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Stop);
        // Reads the table, not an index that a crash may have damaged, and leaves out Marten's tombstones.
        await using var command = new NpgsqlCommand(
            """
            set enable_indexscan = off; set enable_bitmapscan = off;
            select id, stream_id, version, seq_id, headers ->> 'source' = 'system' from mt_events where type <> 'tombstone'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var rows = new List<(Guid, string, long, long, bool)>();
        while (await reader.ReadAsync(Stop))
            rows.Add((reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetBoolean(4)));
        return rows;
    }

    private void EachAcknowledgedEventIsThereOnce(List<(Guid Id, string Waybill, long Version, long Position, bool IsDerived)> stored)
    {
        stored.Select(row => row.Id).ShouldBeUnique();
        stored.Select(row => row.Position).ShouldBeUnique();
        var byId = stored.ToDictionary(row => row.Id);
        var lost = clients.Acknowledged.Where(told => !byId.TryGetValue(told.Key, out var row)
            || (row.Waybill, row.Version, row.Position) != told.Value).ToList();
        lost.ShouldBeEmpty("acknowledged, but not stored as acknowledged");
        stored.Where(row => !row.IsDerived && !clients.Sent.ContainsKey(row.Id)).ShouldBeEmpty("stored, but never sent");
        foreach (var stream in stored.GroupBy(row => row.Waybill))
            stream.OrderBy(row => row.Position).Select(row => row.Version)
                .ShouldBe(Enumerable.Range(1, stream.Count()).Select(version => (long)version));
        clients.Acknowledged.Count.ShouldBeGreaterThan(Kills * AnswersBetweenKills / 2);
    }

    private async Task TheViewsEqualTheFolds(long head)
    {
        await using var engine = new RunningEngine(cluster.ConnectionString);
        var node = await engine.OpenNode();
        var started = Stopwatch.GetTimestamp();
        while ((await node.Views.States(Stop)).Any(state => state.Position < head))
        {
            if (Stopwatch.GetElapsedTime(started) > Recovery)
                throw new TimeoutException($"The views do not reach {head}. The service said: {service.Said}");
            await Task.Delay(20, Stop);
        }
        var histories = await node.AllHistories(Stop);
        var rows = await ViewRows.Read(node, Stop);
        rows.ShouldEqual(ViewRows.Of(histories));
        rows.RowsOf(AllViews.Waybills).Count.ShouldBe(histories.Count);
    }
}
