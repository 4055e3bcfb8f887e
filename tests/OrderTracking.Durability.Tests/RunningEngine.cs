using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres;

namespace OrderTracking.Durability.Tests;

/// <summary>The engine on the database of a service that is running.</summary>
internal sealed class RunningEngine(string database) : EngineUnderTest
{
    public override Task CreateDatabase() => Task.CompletedTask;

    public override Task KillLeader() => throw new NotSupportedException("Here whole processes are killed.");

    protected override void AddEngine(IServiceCollection services) => services.AddPostgresEngine(database);

    protected override Task Prepare(IServiceProvider services) => services.PreparePostgresEngine(CancellationToken.None);

    protected override Task DropDatabase() => Task.CompletedTask;
}
