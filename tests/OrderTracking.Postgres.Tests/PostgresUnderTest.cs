using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Engine.Contract;

namespace OrderTracking.Postgres.Tests;

public sealed class PostgresUnderTest : EngineOnDatabase
{
    protected override void AddEngine(IServiceCollection services) => services.AddPostgresEngine(NodeConnection(20));

    protected override Task Prepare(IServiceProvider services) => services.PreparePostgresEngine(CancellationToken.None);
}
