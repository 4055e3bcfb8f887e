using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrderTracking.Application;
using OrderTracking.Application.Privacy;
using OrderTracking.Testing;

namespace OrderTracking.Engine.Contract;

/// <summary>An engine on a fresh database of its own.</summary>
public abstract class EngineUnderTest : IAsyncDisposable
{
    private readonly List<Node> opened = [];

    /// <summary>Creates the database, without anything of the engine.</summary>
    public abstract Task CreateDatabase();

    /// <summary>Ends the connection that makes a node the leader, from the server's side.</summary>
    public abstract Task KillLeader();

    /// <summary>Starts another node on the database.</summary>
    public async Task<Node> OpenNode(Action<IServiceCollection>? alter = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        builder.Services.AddSingleton(KeyEncryptionKeys.Parse(TestKeys.PersonKek));
        builder.Services.AddOrderTracking(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        AddEngine(builder.Services);
        alter?.Invoke(builder.Services);
        var host = builder.Build();
        var node = new Node(host);
        lock (opened) opened.Add(node);
        await Prepare(host.Services);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in opened) await node.DisposeAsync();
        await DropDatabase();
        GC.SuppressFinalize(this);
    }

    protected abstract void AddEngine(IServiceCollection services);

    protected abstract Task Prepare(IServiceProvider services);

    protected abstract Task DropDatabase();
}
