using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Engine.Contract;

namespace OrderTracking.Marten.Tests;

public class MartenUnderTest : EngineOnDatabase
{
    /// <summary>Ends the session that makes a node Wolverine's leader; the node keeps its agents until it is told to stop them.</summary>
    public override Task KillLeader() => Run(
        """
        select pg_terminate_backend(l.pid) from pg_locks l
        where l.locktype = 'advisory' and l.granted and not (l.classid = 7302026 or l.classid = 7302025)
          and l.database = (select oid from pg_database where datname = current_database())
        """);

    protected override void AddEngine(IServiceCollection services) => services.AddMartenEngine(NodeConnection(25));

    protected override Task Prepare(IServiceProvider services) => services.PrepareMartenEngine(CancellationToken.None);
}
