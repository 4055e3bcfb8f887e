using OrderTracking.Postgres;
#if WITH_MARTEN
using JasperFx;
using OrderTracking.Marten;
#endif

namespace OrderTracking.Api.Hosting;

/// <param name="Add">Adds its parts; is given a connection string.</param>
/// <param name="Prepare">Makes the database ready, before anything else of the engine is asked for.</param>
/// <param name="IsOwner">Makes objects of its own as it goes, and so needs the rights of whoever owns the schema.</param>
internal sealed record Engine(
    string Name, Func<IServiceCollection, string, IServiceCollection> Add, Func<IServiceProvider, CancellationToken, Task> Prepare, bool IsOwner = false)
{
    /// <summary>Runs a command of the engine's own tools on the service instead of the service, and answers its exit code.</summary>
    /// <exception cref="SettingsException">The engine has none.</exception>
    public Func<IHost, string[], Task<int>> RunCommand { get; init; } = (_, arguments) => throw new SettingsException(
        $"'{string.Join(' ', arguments)}' is no command of this engine; the service itself takes no arguments, it is set by environment variables.");
}

/// <summary>The engines of this build.</summary>
internal static class Engines
{
    public static readonly Engine Default = new("postgres", PostgresEngine.AddPostgresEngine, PostgresEngine.PreparePostgresEngine);

    private static readonly Engine[] All =
    [
        Default,
#if WITH_MARTEN
        new("marten", MartenEngine.AddMartenEngine, MartenEngine.PrepareMartenEngine, IsOwner: true)
        {
            // describe, projections, storage, codegen: the tools of Marten and Wolverine.
            RunCommand = (host, arguments) => host.RunJasperFxCommands(arguments),
        },
#endif
    ];

    /// <exception cref="SettingsException">This build has no such engine.</exception>
    public static Engine Find(string name) => Array.Find(All, engine => engine.Name == name) ?? throw new SettingsException(name == "marten"
        ? "ORDERTRACKING_ENGINE is 'marten'; this build has the engine 'postgres' alone. Build it with -p:WithMarten=true, or start it by ops/run --engine marten."
        : $"ORDERTRACKING_ENGINE is '{name}'; expected one of {string.Join(", ", All.Select(engine => $"'{engine.Name}'"))}.");
}
