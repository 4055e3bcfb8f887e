using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrderTracking.Application;

namespace OrderTracking.Engine.Contract;

/// <summary>An engine on a fresh database of its own.</summary>
public abstract class EngineUnderTest : IAsyncDisposable
{
    private readonly List<ServiceProvider> opened = [];

    /// <summary>Makes the database; nothing of the engine is in it yet.</summary>
    public abstract Task CreateDatabase();

    /// <summary>Cuts the connection that makes a node the leader, from the server's side.</summary>
    public abstract Task KillLeader();

    /// <summary>One more node on the database, made ready.</summary>
    public async Task<Node> OpenNode(Action<IServiceCollection>? alter = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddOrderTracking(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        AddEngine(services);
        alter?.Invoke(services);
        var provider = services.BuildServiceProvider();
        lock (opened) opened.Add(provider);
        await Prepare(provider);
        return new Node(provider);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in opened) await provider.DisposeAsync();
        await DropDatabase();
        GC.SuppressFinalize(this);
    }

    protected abstract void AddEngine(IServiceCollection services);

    protected abstract Task Prepare(IServiceProvider services);

    protected abstract Task DropDatabase();
}
