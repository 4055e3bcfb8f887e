using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Recording;
using OrderTracking.Application.Sandbox;
using OrderTracking.Postgres.Access;
using OrderTracking.Postgres.Epcis;
using OrderTracking.Postgres.Log;
using OrderTracking.Postgres.Past;
using OrderTracking.Postgres.Privacy;
using OrderTracking.Postgres.Queries;
using OrderTracking.Postgres.Reports;
using OrderTracking.Postgres.Sandbox;
using OrderTracking.Postgres.Transparency;
using OrderTracking.Postgres.Views;
using OrderTracking.Postgres.Webhooks;

namespace OrderTracking.Postgres;

/// <summary>The engine 'postgres': Application's ports on Npgsql alone.</summary>
public static class PostgresEngine
{
    private const int Connections = 40, ConnectionsForKeys = 10, NpgsqlDefault = 100;

    // Statements are short: JIT compilation would take a hundred times as long as running them. The server notices within 11 seconds that
    // this node has vanished without closing its connections, and releases what it holds. The last setting ends the transactions of a node
    // that is frozen, whose kernel still answers; no transaction here rests for so long.
    private static readonly string[] SessionSettings =
    [
        "jit=off", "tcp_keepalives_idle=5", "tcp_keepalives_interval=2", "tcp_keepalives_count=3", "tcp_user_timeout=11s",
        "idle_in_transaction_session_timeout=10s",
    ];

    public static IServiceCollection AddPostgresEngine(this IServiceCollection services, string connectionString)
    {
        services.AddPostgresParts(connectionString, TargetSessionAttributes.Primary);
        services.AddSingleton<ILeaderTask, Projector>();
        services.AddSingleton<ILeaderTask, DeadlineClock>();
        services.AddSingleton<IElection, PostgresElection>();
        return services;
    }

    /// <summary>What answers queries, on a primary or a standby: nothing is recorded, projected or led by it.</summary>
    public static IServiceCollection AddPostgresReader(this IServiceCollection services, string connectionString)
    {
        services.AddPostgresParts(connectionString, TargetSessionAttributes.PreferStandby);
        return services;
    }

    /// <summary>Checks that the schema is one that this version reads.</summary>
    /// <exception cref="InvalidOperationException">It is of another version.</exception>
    public static async Task PreparePostgresReader(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await Schema.Check(source, cancellationToken);
        await services.GetRequiredService<EpochCheck>().Begin(source, cancellationToken);
    }

    internal static void AddPostgresParts(this IServiceCollection services, string connectionString) =>
        services.AddPostgresParts(connectionString, TargetSessionAttributes.Primary);

    /// <summary>
    /// The parts that the engine on Marten shares with this one: log, view tables and their rebuild, queries. An engine adds what projects
    /// the views, what acts when a deadline falls due, and the election of a leader.
    /// </summary>
    private static void AddPostgresParts(this IServiceCollection services, string connectionString, TargetSessionAttributes wanted)
    {
        services.AddSingleton<EpochCheck>();
        services.AddSingleton(provider => Source(connectionString, wanted, Connections, provider.GetRequiredService<EpochCheck>()));
        services.TryAddSingleton(new KeysConnection(null));
        services.TryAddSingleton(new SandboxMode(false));
        services.AddSingleton(provider => provider.GetRequiredService<KeysConnection>().ConnectionString is { } apart
            ? new KeysDatabase(Source(apart, wanted, ConnectionsForKeys), isApart: true)
            : new KeysDatabase(Source(connectionString, wanted, ConnectionsForKeys), isApart: false));
        services.AddSingleton<SessionLoss>();
        services.AddPorts<EngineLock>();
        services.AddPorts<PostgresFaults>();
        services.AddPorts<PostgresState>();
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<IGroupAppender, PostgresAppender>();
        services.AddSingleton<AppendListener>();
        services.AddSingleton<StreamVersions>();
        services.AddPorts<PostgresEventLog>();
        services.AddPorts<LogEpochs>();
        services.AddPorts<PostgresPersonKeys>();
        services.AddPorts<PostgresErasures>();
        services.AddPorts<PostgresUnreadableEvents>();
        services.AddPorts<PostgresTransparencyLog>();
        services.AddPorts<PostgresLogTimestamps>();
        services.AddPorts<PostgresLogImport>();
        services.AddPorts<PostgresQuarantine>();
        services.AddPorts<PostgresViewStore>();
        services.AddSingleton<ILeaderTask, Rebuilder>();
        services.AddSingleton<ILeaderTask, HeldLineSweeper>();
        services.AddPorts<ViewQueries>();
        services.AddPorts<DeadlineQueries>();
        services.AddPorts<CaseQueries>();
        services.AddPorts<FigureQueries>();
        services.AddPorts<ViewSnapshots>();
        services.AddPorts<PostgresPast>();
        services.AddPorts<PostgresReplays>();
        services.AddPorts<ReportQueries>();
        services.AddPorts<PostgresHandedOut>();
        services.AddPorts<PostgresApiKeys>();
        services.AddPorts<PostgresAdministrativeActs>();
        services.AddPorts<PostgresAccessLog>();
        services.AddPorts<PostgresWebhooks>();
        services.AddPorts<PostgresEpcisStore>();
        services.AddPorts<PostgresEpcisSubscriptions>();
        services.AddPorts<PostgresIdempotency>();
        services.AddPorts<PostgresSandbox>();
    }

    /// <summary>Registers a class once, also as each port of Application that it implements.</summary>
    private static void AddPorts<T>(this IServiceCollection services) where T : class
    {
        services.AddSingleton<T>();
        foreach (var port in typeof(T).GetInterfaces())
            if (port.Namespace == typeof(IEventLog).Namespace) services.AddSingleton(port, provider => provider.GetRequiredService<T>());
    }

    /// <summary>Takes the database for this engine and makes or upgrades the schema; to be called before all else of the engine.</summary>
    public static Task PreparePostgresEngine(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.PreparePostgresParts("postgres", cancellationToken);

    internal static async Task PreparePostgresParts(this IServiceProvider services, string engine, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<EngineLock>().Take(engine, cancellationToken);
        var (log, keys) = (services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<KeysDatabase>());
        await (keys.IsApart ? Schema.Upgrade(log, keys.Source, cancellationToken) : Schema.Upgrade(log, cancellationToken));
        await SandboxSchema.Prepare(log, services.GetRequiredService<SandboxMode>(), cancellationToken);
        await services.GetRequiredService<EpochCheck>().Begin(log, cancellationToken);
        await services.GetRequiredService<PostgresViewStore>().Register(cancellationToken);
    }

    /// <param name="wanted">Which of several hosts.</param>
    /// <param name="connections">At most, unless the connection string says how many.</param>
    private static NpgsqlDataSource Source(
        string connectionString, TargetSessionAttributes wanted, int connections, EpochCheck? epoch = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.MaxPoolSize == NpgsqlDefault) settings.MaxPoolSize = connections;
        // No statement here leaves settings in a session that a later user of it could be affected by, and a reset would cost each request.
        settings.NoResetOnClose = true;
        // The error detail may contain row values, which must not get into logs.
        settings.IncludeErrorDetail = false;
        settings.ApplicationName ??= "ordertracking";
        // This node's kernel asks an idle connection as often whether the server is still there.
        (settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (5, 2);
        settings.Options = string.Join(' ', [settings.Options, .. SessionSettings.Select(setting => $"-c {setting}")]).TrimStart();
        // The log is in the schema public. PostgreSQL's default looks in a schema with the role's own name first, and 'tracking' is one.
        settings.SearchPath = "public";
        var several = settings.Host?.Contains(',', StringComparison.Ordinal) is true;
        // Several hosts are a primary and its standbys, and only the primary takes appends. A host that did not answer, or was a standby,
        // is asked again after a second, so that a promotion is found as soon.
        if (several) (settings.HostRecheckSeconds, settings.TargetSessionAttributes) = (1, null);
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        // Where there is one host only, reading goes on while it is a standby.
        var isPrimaryWanted = several && wanted == TargetSessionAttributes.Primary;
        if (epoch is not null)
            builder.UsePhysicalConnectionInitializer(connection => epoch.LookAtNewSynchronously(connection, isPrimaryWanted),
                connection => epoch.LookAtNew(connection, isPrimaryWanted));
        return several ? builder.BuildMultiHost().WithTargetSession(wanted) : builder.Build();
    }
}
