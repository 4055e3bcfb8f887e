using Npgsql;
using OrderTracking.Api.Access;
using OrderTracking.Api.Hosting;
using OrderTracking.Testing;

namespace OrderTracking.Api.Testing;

/// <summary>A running service on a fresh database, with the rights that it has in operation: another role owns the schema.</summary>
public sealed class ServiceOnDatabase : IAsyncDisposable
{
    private ServiceOnDatabase(TestDatabase database, RunningService service, TestClock clock)
    {
        Database = database;
        Service = service;
        Clock = clock;
    }

    public TestDatabase Database { get; }

    public RunningService Service { get; }

    public TestClock Clock { get; }

    /// <summary>
    /// Sets the service's clock and the database's, from which recorded times come. Both stand still until the next call.
    /// </summary>
    public async Task At(DateTimeOffset time)
    {
        await using var source = NpgsqlDataSource.Create(Database.ConnectionString);
        if (Clock.Now is null)
        {
            await using var put = source.CreateCommand(
                """
                create table tracking.test_clock (now timestamptz not null);
                insert into tracking.test_clock values ('epoch');
                grant select on tracking.test_clock to public;
                create or replace function tracking.now() returns timestamptz language sql volatile as
                'select now from tracking.test_clock';
                create or replace function tracking.check_clock(p_recorded_at timestamptz, p_node_time timestamptz) returns void
                language sql as '';
                """);
            await put.ExecuteNonQueryAsync();
        }
        await using var move = source.CreateCommand("update tracking.test_clock set now = $1");
        move.Parameters.Add(new() { Value = time.UtcDateTime });
        await move.ExecuteNonQueryAsync();
        Clock.Now = time;
    }

    public static async Task<ServiceOnDatabase> StartAsync(string zone = Settings.DefaultZone, LimitSettings? limits = null)
    {
        var database = await TestDatabase.CreateAsync();
        try
        {
            var clock = new TestClock();
            return new(database,
                await RunningService.StartAsync(await database.MemberOf("ordertracking_service"), clock,
                    zone, owner: database.ConnectionString, limits: limits), clock);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Database.DisposeAsync();
    }
}
