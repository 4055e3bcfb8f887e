using Npgsql;
using OrderTracking.Api.Hosting;
using OrderTracking.Api.Testing;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The schema is made by its owner in a step of its own, and the service works without the owner's password.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task the_service_starts_once_the_owner_has_made_the_schema_and_not_before()
    {
        await using var database = await TestDatabase.CreateAsync();
        var login = await database.MemberOf("ordertracking_service");

        var message = (await Should.ThrowAsync<InvalidOperationException>(RunningService.StartAsync(login, engine: "postgres"))).Message;
        message.ShouldContain("'migrate'");
        message.ShouldContain("ORDERTRACKING_DB_MIGRATOR");

        await Migration.Run(new(database.ConnectionString, "postgres"));
        await Migration.Run(new(database.ConnectionString, "postgres"));
        await using var service = await RunningService.StartAsync(login, engine: "postgres");
        var received = Send.Received(new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8)));
        (await service.Post("/v1/waybills/M-1/events", received)).Status.ShouldBe(201);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var ask = source.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'ordertracking' "
            + "and usename = current_user");
        (await ask.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L, "no session of the owner is left");
    }
}
