using JasperFx;
using JasperFx.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Persistence.Durability;

namespace OrderTracking.Marten.Messages;

/// <summary>How Wolverine is told to carry what happens later: durable local queues, retries with back-off, dead letters.</summary>
internal static class Messaging
{
    public const string SchemaName = "wolverine";

    private static readonly TimeSpan[] AtOnce = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];
    private static readonly TimeSpan[] Later = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    public static void Configure(WolverineOptions options)
    {
        options.ServiceName = "ordertracking";
        // The handlers are written out below: nothing is looked for, and no code is made at run time.
        options.ApplicationAssembly = typeof(Messaging).Assembly;
        options.Discovery.DisableConventionalDiscovery();
        options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
        options.AutoBuildMessageStorageOnStartup = AutoCreate.None;

        options.Policies.UseDurableLocalQueues();
        options.Durability.Mode = DurabilityMode.Balanced;
        options.Durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(500);
        options.Durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
        options.Durability.KeepAfterMessageHandling = TimeSpan.FromMinutes(1);
        options.Durability.RecoveryBatchSize = 500;
        // One node looks for what is due; another takes over within seconds.
        options.Durability.FirstHealthCheckExecution = TimeSpan.FromMilliseconds(200);
        options.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(2);
        options.Durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(2);
        options.Durability.StaleNodeTimeout = TimeSpan.FromSeconds(10);

        // Somebody else was quicker: decide anew at once. The database is away: wait for it. Anything else: once more, in case, and
        // then it is a dead letter, which an operator sees and replays.
        options.Policies.OnException<WaybillMovedException>().RetryWithCooldown(AtOnce).Then.ScheduleRetry(Later);
        options.Policies.OnException<NpgsqlException>(fault => fault is not PostgresException).ScheduleRetry(Later);
        options.Policies.OnAnyException().RetryWithCooldown(AtOnce).Then.MoveToErrorQueue();

        options.AddMessageHandler(new DeadlineHandler());
        options.AddMessageHandler(new HeldLinesHandler());
        options.LocalQueueFor<DeadlineDue>().UseDurableInbox();
        options.LocalQueueFor<HeldLinesDue>().UseDurableInbox();

        options.Services.AddSingleton<Running>();
        options.Services.AddHostedService(provider => provider.GetRequiredService<Running>());
        options.Services.AddSingleton<HeldLines>();
    }

    public static Task PrepareMessaging(this IServiceProvider services) =>
        services.GetRequiredService<IMessageStore>().Admin.MigrateAsync(AutoCreate.CreateOrUpdate);
}

/// <summary>
/// Whether messages can be sent: not before Wolverine has started, nor once it stops. What is not sent then is found by the sweeps.
/// </summary>
internal sealed class Running : IHostedLifecycleService
{
    private volatile bool running;

    public static implicit operator bool(Running runs) => runs.running;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        running = true;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        running = false;
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
