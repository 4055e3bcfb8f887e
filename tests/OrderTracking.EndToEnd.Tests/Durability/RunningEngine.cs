using Microsoft.Extensions.DependencyInjection;
using OrderTracking.Engine.Contract;
using OrderTracking.Postgres;
#if WITH_MARTEN
using OrderTracking.Marten;
#endif

namespace OrderTracking.EndToEnd.Tests.Durability;

/// <summary>
/// An engine on the database of a running service; the same engine as the service's, because no other may use the database.
/// </summary>
internal sealed class RunningEngine(string database) : EngineUnderTest
{
    public override Task CreateDatabase() => Task.CompletedTask;

    public override Task KillLeader() => throw new NotSupportedException("Here whole processes are killed.");

    /// <summary>The name of the engine under test.</summary>
    public static string Name { get; } = Environment.GetEnvironmentVariable("ORDERTRACKING_ENGINE") is { Length: > 0 } named
        ? named : "postgres";

#if WITH_MARTEN
    private static bool IsMarten => Name == "marten";

    protected override void AddEngine(IServiceCollection services) =>
        _ = IsMarten ? services.AddMartenEngine(database) : services.AddPostgresEngine(database);

    protected override Task Prepare(IServiceProvider services) =>
        IsMarten ? services.PrepareMartenEngine(CancellationToken.None) : services.PreparePostgresEngine(CancellationToken.None);
#else
    protected override void AddEngine(IServiceCollection services) => services.AddPostgresEngine(database);

    protected override Task Prepare(IServiceProvider services) => services.PreparePostgresEngine(CancellationToken.None);
#endif

    protected override Task DropDatabase() => Task.CompletedTask;
}
