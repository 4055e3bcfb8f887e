using System.Diagnostics;
using System.Text;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Projections;
using OrderTracking.Engine.Contract;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

/// <summary>A node that stalls while its connections stay open.</summary>
public sealed class FrozenNodeTests : IAsyncLifetime
{
    private readonly PostgresUnderTest engine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await engine.CreateDatabase();

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Theory]
    [InlineData(
        """
        begin; select * from tracking.append_events(array['ZB-9'], array[0]::bigint[], array[1]::bigint[], array['ZB-9'],
        array[1]::bigint[], array[gen_random_uuid()],
            array['waybill.received.v1'], array['{}']::jsonb[], array['{}']::jsonb[], array[null]::text[], array[null]::text[],
            array[null]::text[])
        """)]
    [InlineData(
        """
        begin; insert into mt_events (seq_id, id, stream_id, version, data, type, mt_dotnet_type)
        select nextval('mt_events_sequence'), gen_random_uuid(), 'ZB-1', 2, '{}', 'waybill.received.v1', 'Received, Somebody'
        """)]
    public async Task a_node_frozen_in_an_append_holds_the_others_up_for_seconds_and_leaves_nothing(string append)
    {
        var node = await engine.OpenNode();
        await node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        await using var still = await engine.Open();
        await using (var command = new NpgsqlCommand(append, still)) await command.ExecuteNonQueryAsync(Stop);

        var started = Stopwatch.GetTimestamp();
        (await node.Append("ZB-2", 0, Sample.New(Sample.Received()))).Status.ShouldBe(AppendStatus.Appended);

        Stopwatch.GetElapsedTime(started).ShouldBeInRange(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(15));
        (await node.WholeLog(Stop)).Select(entry => entry.Stream).ShouldBe(["ZB-1", "ZB-2"]);
    }

    [Fact]
    public async Task a_node_frozen_in_a_page_of_the_views_holds_them_up_for_seconds()
    {
        var node = await engine.OpenNode();
        await node.Views.Commit(0, 5, new(), Stop);
        await using var still = await engine.Open();
        await using var settings = new NpgsqlCommand("begin; " + Sql("Views.settings"), still);
        await settings.ExecuteNonQueryAsync(Stop);
        await using (var move = new NpgsqlCommand("select tracking.move_views(5, 6)", still)) await move.ExecuteNonQueryAsync(Stop);

        (await node.Views.Commit(5, 7, new(), Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task a_leader_that_is_silent_is_replaced_within_seconds()
    {
        var node = await engine.OpenNode();
        await using var still = await engine.Open();
        await using (var lead = new NpgsqlCommand(Sql("Locks.lead"), still)
        {
            Parameters = { new() { Value = 7302025 }, new() { Value = 3 } },
        })
            (await lead.ExecuteScalarAsync(Stop)).ShouldBe(true);
        (await node.Election.TryLead(Stop)).ShouldBeNull();

        var started = Stopwatch.GetTimestamp();
        ILease? lease;
        while ((lease = await node.Election.TryLead(Stop)) is null)
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(12));
            await Task.Delay(200, Stop);
        }
        await lease.DisposeAsync();
    }

    [Fact]
    public async Task a_node_frozen_in_a_rebuild_does_not_hold_up_that_of_another()
    {
        var node = await engine.OpenNode();
        await node.Views.Commit(0, 5, new(), Stop);
        await using var still = await engine.Open();
        await engine.Run("select tracking.make_rebuild('waybills', '0badcafe', false)");
        await using (var rows = new NpgsqlCommand("begin; lock table tracking.waybills_rebuild_0badcafe", still))
            await rows.ExecuteNonQueryAsync(Stop);

        await using var rebuild = await node.Views.BeginRebuild([AllViews.Waybills.Name], Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        (await rebuild.Swap(5, new(0, 0, Sample.Noon), Stop)).ShouldBeTrue();

        await using (var end = new NpgsqlCommand("rollback", still)) await end.ExecuteNonQueryAsync(Stop);
        await using var next = await node.Views.BeginRebuild([AllViews.Waybills.Name], Stop);
        (await engine.Ask("select to_regclass('tracking.waybills_rebuild_0badcafe') is null")).ShouldBe(true);
    }

    /// <summary>Whatever keeping lines waits for, be it a disk or a frozen node's lock, appends do not wait for it.</summary>
    [Fact]
    public async Task keeping_lines_holds_up_no_append_and_waits_for_none()
    {
        var node = await engine.OpenNode();
        await node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        await using var still = await engine.Open();
        await using (var table = new NpgsqlCommand("begin; lock table tracking.quarantine in share mode", still))
            await table.ExecuteNonQueryAsync(Stop);
        var keeping = node.Quarantine.Keep([Held("ZB-2")], Stop);
        while (await engine.Ask("select count(*) from pg_locks where not granted and database = (select oid from pg_database where "
            + "datname = current_database())") is 0L)
            await Task.Delay(10, Stop);

        (await node.Append("ZB-3", 0, Sample.New(Sample.Received())).WaitAsync(TimeSpan.FromSeconds(2), Stop)).Status
            .ShouldBe(AppendStatus.Appended);

        await using (var end = new NpgsqlCommand("rollback; begin; select pg_advisory_xact_lock(7302025, 1)", still))
            await end.ExecuteNonQueryAsync(Stop);
        (await keeping.WaitAsync(TimeSpan.FromSeconds(2), Stop)).Received.ShouldBeEmpty();
        (await node.Quarantine.Keep([Held("ZB-1")], Stop).WaitAsync(TimeSpan.FromSeconds(2), Stop)).Received.ShouldBe(["ZB-1"]);
    }

    private static QuarantinedLine Held(string waybill) => new(
        Encoding.UTF8.GetBytes(waybill), waybill, Guid.NewGuid(), QuarantineStatus.Held, "unknown-waybill", "waybill",
        "a waybill that has been received", new("branch"), null);

    private static string Sql(string name)
    {
        using var reader = new StreamReader(typeof(PostgresEngine).Assembly
            .GetManifestResourceStream($"OrderTracking.Postgres.Sql.{name}.sql")!);
        return reader.ReadToEnd();
    }
}
