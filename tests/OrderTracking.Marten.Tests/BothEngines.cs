using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres;

namespace OrderTracking.Marten.Tests;

/// <summary>Either engine on one database, by turns.</summary>
public sealed class BothEngines : MartenUnderTest
{
    private bool isMarten;

    public Task<Node> OpenMarten()
    {
        isMarten = true;
        return OpenNode();
    }

    public Task<Node> OpenDefault()
    {
        isMarten = false;
        return OpenNode();
    }

    protected override void AddEngine(IServiceCollection services)
    {
        if (isMarten) base.AddEngine(services);
        else services.AddPostgresEngine(NodeConnection(20));
    }

    protected override Task Prepare(IServiceProvider services) =>
        isMarten ? base.Prepare(services) : services.PreparePostgresEngine(CancellationToken.None);
}
