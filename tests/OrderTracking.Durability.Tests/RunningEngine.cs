using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres;
#if WITH_MARTEN
using OrderTracking.Marten;
#endif

namespace OrderTracking.Durability.Tests;

/// <summary>The engine on the database of a service that is running: the same as the service's, which holds the database for itself.</summary>
internal sealed class RunningEngine(string database) : EngineUnderTest
{
    public override Task CreateDatabase() => Task.CompletedTask;

    public override Task KillLeader() => throw new NotSupportedException("Here whole processes are killed.");

    /// <summary>Which engine runs here.</summary>
    public static string Name { get; } = Environment.GetEnvironmentVariable("ORDERTRACKING_ENGINE") is { Length: > 0 } named ? named : "postgres";

#if WITH_MARTEN
    private static bool IsMarten => Name == "marten";

    protected override void AddEngine(IServiceCollection services) => _ = IsMarten ? services.AddMartenEngine(database) : services.AddPostgresEngine(database);

    protected override Task Prepare(IServiceProvider services) =>
        IsMarten ? services.PrepareMartenEngine(CancellationToken.None) : services.PreparePostgresEngine(CancellationToken.None);
#else
    protected override void AddEngine(IServiceCollection services) => services.AddPostgresEngine(database);

    protected override Task Prepare(IServiceProvider services) => services.PreparePostgresEngine(CancellationToken.None);
#endif

    protected override Task DropDatabase() => Task.CompletedTask;
}
