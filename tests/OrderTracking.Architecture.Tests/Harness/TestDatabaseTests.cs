using Npgsql;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests.Harness;

public class TestDatabaseTests
{
    [Fact]
    public async Task each_database_is_fresh_and_its_own()
    {
        await using var one = await TestDatabase.CreateAsync();
        await using var other = await TestDatabase.CreateAsync();
        await Sql.Run(one.ConnectionString, "CREATE TABLE mine ()");

        (await Sql.Ask(other.ConnectionString, "SELECT to_regclass('mine')::text")).ShouldBe(DBNull.Value);
    }

    [Fact]
    public async Task a_database_goes_away_even_while_somebody_is_connected()
    {
        var database = await TestDatabase.CreateAsync();
        await using var lingering = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await lingering.OpenAsync(TestContext.Current.CancellationToken);

        await database.DisposeAsync();

        await using var next = await TestDatabase.CreateAsync();
        (await Sql.Ask(next.ConnectionString, $"SELECT count(*) FROM pg_database WHERE datname = '{database.Name}'")).ShouldBe(0L);
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("synchronous_commit")]
    [InlineData("full_page_writes")]
    public async Task the_server_that_tests_run_on_is_as_durable_as_a_real_one(string setting)
    {
        await using var database = await TestDatabase.CreateAsync();

        (await Sql.Ask(database.ConnectionString, $"SELECT current_setting('{setting}')")).ShouldBe("on");
    }
}
