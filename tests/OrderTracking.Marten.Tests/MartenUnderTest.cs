using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Engine.Contract;

namespace OrderTracking.Marten.Tests;

public class MartenUnderTest : EngineOnDatabase
{
    /// <summary>Also the leaders of the views' shards, each of which holds a lock of its own.</summary>
    public override async Task KillLeader()
    {
        await base.KillLeader();
        await Run(
            """
            select pg_terminate_backend(l.pid) from pg_locks l
            where l.locktype = 'advisory' and l.classid = 0 and l.granted and l.database = (select oid from pg_database where datname = current_database())
            """);
    }

    protected override void AddEngine(IServiceCollection services) => services.AddMartenEngine(NodeConnection(50));

    protected override Task Prepare(IServiceProvider services) => services.PrepareMartenEngine(CancellationToken.None);
}
