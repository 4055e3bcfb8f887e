using System.Diagnostics;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>A primary that becomes a standby, and a standby that becomes the primary.</summary>
public sealed class FailoverTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task a_node_that_is_given_both_hosts_works_on_the_primary_and_follows_a_promotion_within_seconds()
    {
        await using var primary = await PrivateCluster.StartAsync();
        await using var standby = await primary.StartStandbyAsync("standby");
        // With Marten a node ends in another epoch and is started again, which the end-to-end tests look at: here it would end the tests.
        await using var service = await RunningService.StartAsync(Both(standby, primary), engine: "postgres");
        (await service.Post("/v1/waybills/F-1/events", Send.Received(At))).Status.ShouldBe(201);
        (await service.Get("/health/ready")).Status.ShouldBe(200);
        await Until(async () => (long)(await standby.Ask("select count(*) from mt_events"))! > 0);

        await primary.Kill9();
        (await service.Post("/v1/waybills/F-2/events", Send.Received(At))).Code.ShouldBe("store-unavailable");
        await standby.Promote();
        var promoted = Stopwatch.GetTimestamp();
        await Until(async () => (await service.Post("/v1/waybills/F-2/events", Send.Received(At))).Status == 201);

        var recording = Stopwatch.GetElapsedTime(promoted);
        await Until(async () => (await service.Get("/health/ready")).Status == 200);
        TestContext.Current.SendDiagnosticMessage($"recording again {recording.TotalSeconds:f1} s after the promotion");
        recording.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task a_node_whose_database_takes_no_writes_is_not_ready_and_is_again_when_it_reaches_one_that_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var service = await RunningService.StartAsync(database.ConnectionString);
        (await service.Post("/v1/waybills/F-1/events", Send.Received(At))).Status.ShouldBe(201);

        // As where its address now leads to a standby: sessions end, and new ones take no writes.
        await Administer(database, $"alter database {database.Name} set default_transaction_read_only = on");

        await Until(async () => (await service.Get("/health/ready")).Code == "read-only");
        await Until(async () => (await service.Post("/v1/waybills/F-2/events", Send.Received(At))) is { Status: 503, Code: "read-only" });
        (await service.Get("/v1/waybills/F-1")).Status.ShouldBe(200, "reading goes on");

        // No session ends: the node has to leave those that it has by itself.
        await Administer(database, $"alter database {database.Name} set default_transaction_read_only = off", andEndSessions: false);

        await Until(async () => (await service.Post("/v1/waybills/F-2/events", Send.Received(At))).Status == 201);
        await Until(async () => (await service.Get("/health/ready")).Status == 200);
    }

    private static string Both(params PrivateCluster[] clusters)
    {
        var hosts = clusters.Select(cluster => $"127.0.0.1:{new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Port}");
        return new NpgsqlConnectionStringBuilder(clusters[0].ConnectionString) { Host = string.Join(',', hosts) }.ConnectionString;
    }

    private static async Task Administer(TestDatabase database, string sql, bool andEndSessions = true)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        var end = andEndSessions ? $"; select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.Name}'" : "";
        await using var command = new NpgsqlCommand(sql + end, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        for (var started = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(50))
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }
}
