using OrderTracking.Postgres;
#if WITH_MARTEN
using JasperFx;
using OrderTracking.Marten;
#endif

namespace OrderTracking.Api.Hosting;

/// <param name="Add">Adds its services; takes a connection string.</param>
/// <param name="Prepare">Makes the database ready; to be called before anything else of the engine is used.</param>
internal sealed record Engine(
    string Name, Func<IServiceCollection, string, IServiceCollection> Add, Func<IServiceProvider, CancellationToken, Task> Prepare)
{
    /// <summary>Runs a command of the engine's own tools instead of the service, and returns its exit code.</summary>
    /// <exception cref="SettingsException">The engine has no commands.</exception>
    public Func<IHost, string[], Task<int>> RunCommand { get; init; } = (_, arguments) => throw new SettingsException(
        $"'{string.Join(' ', arguments)}' is no command of this engine; the service itself takes no arguments, it is configured by "
        + "environment variables and a settings file.");
}

/// <summary>The engines of this build.</summary>
internal static class Engines
{
    private static readonly Engine Postgres = new("postgres", PostgresEngine.AddPostgresEngine, PostgresEngine.PreparePostgresEngine);

    /// <summary>Reads the tables of either engine, on a standby too.</summary>
    public static Engine Reader { get; } = new("postgres", PostgresEngine.AddPostgresReader, PostgresEngine.PreparePostgresReader);

    private static readonly Engine[] All =
    [
        Postgres,
#if WITH_MARTEN
        new("marten", MartenEngine.AddMartenEngine, MartenEngine.PrepareMartenEngine)
        {
            // The commands of Marten and Wolverine: describe, projections, storage, codegen.
            RunCommand = (host, arguments) => host.RunJasperFxCommands(arguments),
        },
#endif
    ];

    /// <summary>The name, or 'postgres' if this build does not have that engine.</summary>
    public static string NameOrPostgres(string name) => Array.Exists(All, engine => engine.Name == name) ? name : Postgres.Name;

    /// <param name="setting">The setting that names it, for the message.</param>
    /// <exception cref="SettingsException">This build does not have that engine.</exception>
    public static Engine Find(string name, string setting = SettingsSources.Prefix + "ENGINE") =>
        Array.Find(All, engine => engine.Name == name) ?? throw new SettingsException(name == "marten"
        ? $"{setting} is 'marten'; this build was made with -p:WithMarten=false and has the engine 'postgres' alone. "
            + "Build it without that, or start it by ops/run --engine marten."
        : $"{setting} is '{name}'; expected one of {string.Join(", ", All.Select(engine => $"'{engine.Name}'"))}.");
}
