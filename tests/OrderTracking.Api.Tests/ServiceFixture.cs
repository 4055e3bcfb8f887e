using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>One service on one database for a class of tests.</summary>
public class ServiceFixture : IAsyncLifetime
{
    private ServiceOnDatabase running = null!;

    public RunningService Service => running.Service;

    public TestClock Clock => running.Clock;

    public string ConnectionString => running.Database.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        running = await ServiceOnDatabase.StartAsync(limits: Limits);
        await Prepare();
    }

    public async ValueTask DisposeAsync()
    {
        await running.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The service's limits; null for ample ones.</summary>
    protected virtual LimitSettings? Limits => null;

    /// <summary>Makes the data that all tests of the class start from.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;
}
