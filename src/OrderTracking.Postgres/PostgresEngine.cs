using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Application.Deadlines;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Projecting;
using OrderTracking.Application.Recording;
using OrderTracking.Postgres.Access;
using OrderTracking.Postgres.Log;
using OrderTracking.Postgres.Queries;
using OrderTracking.Postgres.Reports;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Postgres;

/// <summary>Who owns the schema, where that is not who does the work: added beside the engine, it makes and upgrades the schema.</summary>
public sealed record SchemaOwner(string ConnectionString);

/// <summary>The engine 'postgres': Application's ports on Npgsql alone.</summary>
public static class PostgresEngine
{
    private const int Connections = 40, NpgsqlDefault = 100;

    public static IServiceCollection AddPostgresEngine(this IServiceCollection services, string connectionString)
    {
        services.AddPostgresParts(connectionString);
        services.AddSingleton<ILeaderTask, Projector>();
        services.AddSingleton<ILeaderTask, DeadlineClock>();
        services.AddSingleton<IElection, PostgresElection>();
        return services;
    }

    /// <summary>
    /// What another engine on the same tables has in common with this one: the log, view tables and their rebuild, questions. It adds what
    /// keeps the views up, what is done when something falls due, and who leads.
    /// </summary>
    internal static void AddPostgresParts(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => Source(connectionString));
        services.AddSingleton<EngineLock>();
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<IGroupAppender, PostgresAppender>();
        services.AddSingleton<AppendListener>();
        services.AddSingleton<IEventLog, PostgresEventLog>();
        services.AddSingleton<IUnreadableEvents, PostgresUnreadableEvents>();
        services.AddSingleton<IQuarantine, PostgresQuarantine>();
        services.AddSingleton<PostgresViewStore>();
        services.AddSingleton<IViewStore>(provider => provider.GetRequiredService<PostgresViewStore>());
        services.AddSingleton<ViewUpdateLock>();
        services.AddSingleton<ILeaderTask, Rebuilder>();
        services.AddSingleton<ILeaderTask, HeldLineSweeper>();
        services.AddSingleton<ViewQueries>();
        services.AddSingleton<DeadlineQueries>();
        services.AddSingleton<IDeadlinesView>(provider => provider.GetRequiredService<DeadlineQueries>());
        services.AddSingleton<IFollowUpQueries>(provider => provider.GetRequiredService<DeadlineQueries>());
        services.AddSingleton<IViewPosition>(provider => provider.GetRequiredService<ViewQueries>());
        services.AddSingleton<IWaybillsView>(provider => provider.GetRequiredService<ViewQueries>());
        services.AddSingleton<IOpenWaybills>(provider => provider.GetRequiredService<ViewQueries>());
        services.AddSingleton<IExceptionsView>(provider => provider.GetRequiredService<ViewQueries>());
        services.AddSingleton<IOnTimeView>(provider => provider.GetRequiredService<ViewQueries>());
        services.AddSingleton<IReceiptsView>(provider => provider.GetRequiredService<ViewQueries>());
        services.AddSingleton<ITracking>(provider => provider.GetRequiredService<ViewQueries>());
        services.AddSingleton<IViewSnapshots, ViewSnapshots>();
        services.AddSingleton<IReportRows, ReportQueries>();
        services.AddSingleton<IHandedOutReports, PostgresHandedOut>();
        services.AddSingleton<IVolumesView>(provider => provider.GetRequiredService<ViewQueries>());
        services.AddSingleton<IFigures, FigureQueries>();
        services.AddSingleton<IApiKeys, PostgresApiKeys>();
        services.AddSingleton<IAccessLog, PostgresAccessLog>();
        services.AddSingleton<IIdempotency, PostgresIdempotency>();
    }

    /// <summary>Takes the database, and makes or upgrades the schema; to be done before anything else of the engine is asked for.</summary>
    public static Task PreparePostgresEngine(this IServiceProvider services, CancellationToken cancellationToken) => services.PreparePostgresParts("postgres", cancellationToken);

    internal static async Task PreparePostgresParts(this IServiceProvider services, string engine, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<EngineLock>().Take(engine, cancellationToken);
        if (services.GetService<SchemaOwner>() is { } owner)
        {
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Pooling = false, IncludeErrorDetail = false, ApplicationName = "ordertracking" });
            await Schema.Upgrade(source, cancellationToken);
        }
        else
        {
            await Schema.Upgrade(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        }
        await services.GetRequiredService<PostgresViewStore>().Register(cancellationToken);
    }

    private static NpgsqlDataSource Source(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.MaxPoolSize == NpgsqlDefault) settings.MaxPoolSize = Connections;
        // Nothing here leaves a trace in a session that a later user could trip over; resetting costs every request.
        settings.NoResetOnClose = true;
        // Details hold rows, and what is logged must not.
        settings.IncludeErrorDetail = false;
        settings.ApplicationName ??= "ordertracking";
        // Every statement is short; compiling one would take a hundred times as long as running it.
        settings.Options = $"{settings.Options} -c jit=off".TrimStart();
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
