using OrderTracking.Testing;

namespace OrderTracking.Api.Testing;

/// <summary>A running service on a fresh database.</summary>
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

    public static async Task<ServiceOnDatabase> StartAsync()
    {
        var database = await TestDatabase.CreateAsync();
        try
        {
            var clock = new TestClock();
            return new(database, await RunningService.StartAsync(database.ConnectionString, clock), clock);
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
