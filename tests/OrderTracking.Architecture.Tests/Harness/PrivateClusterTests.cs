using System.Globalization;
using Npgsql;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests.Harness;

public class PrivateClusterTests
{
    [Fact]
    public async Task what_was_committed_is_there_after_each_kill()
    {
        await using var cluster = await PrivateCluster.StartAsync();
        await Sql.Run(cluster.ConnectionString, "CREATE TABLE kept (kill int)");
        for (var kill = 1; kill <= 3; kill++)
        {
            await Sql.Run(cluster.ConnectionString, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO kept VALUES ({kill})"));
            var killed = cluster.ProcessId;

            await cluster.Kill9();
            await Should.ThrowAsync<NpgsqlException>(() => Sql.Ask(cluster.ConnectionString, "SELECT 1"));
            await cluster.Restart();

            cluster.ProcessId.ShouldNotBe(killed);
            (await Sql.Ask(cluster.ConnectionString, "SELECT count(*) FROM kept")).ShouldBe((long)kill);
        }

        cluster.Log.ShouldContain("automatic recovery in progress");
    }

    [Fact]
    public async Task it_can_be_started_again_while_it_runs()
    {
        await using var cluster = await PrivateCluster.StartAsync();
        var address = cluster.ConnectionString;

        await cluster.Restart();

        cluster.ConnectionString.ShouldBe(address);
        (await Sql.Ask(address, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task its_settings_can_be_read_back()
    {
        await using var cluster = await PrivateCluster.StartAsync("max_connections = 17");

        (await cluster.Setting("fsync")).ShouldBe("on");
        (await cluster.Setting("synchronous_commit")).ShouldBe("on");
        (await cluster.Setting("max_connections")).ShouldBe("17");
    }

    [Fact]
    public async Task nothing_of_it_is_left_when_it_is_disposed()
    {
        var cluster = await PrivateCluster.StartAsync();
        var folder = cluster.Folder;
        Directory.Exists(folder).ShouldBeTrue();

        await cluster.DisposeAsync();

        Directory.Exists(folder).ShouldBeFalse();
        await Should.ThrowAsync<NpgsqlException>(() => Sql.Ask(cluster.ConnectionString, "SELECT 1"));
    }
}
