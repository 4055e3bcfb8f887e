using JasperFx;
using JasperFx.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Marten.Log;
using OrderTracking.Postgres.Statements;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Persistence.Durability;

namespace OrderTracking.Marten.Messages;

/// <summary>Configures Wolverine: durable local queues, retries with back-off, dead letters, and which node runs which agent.</summary>
internal static class Messaging
{
    public const string SchemaName = "wolverine";

    private static readonly SqlFiles Sql = new(typeof(Messaging).Assembly, "OrderTracking.Marten.Sql.");

    private static readonly TimeSpan[] AtOnce = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];
    private static readonly TimeSpan[] Later =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    public static void Configure(WolverineOptions options)
    {
        options.ServiceName = "ordertracking";
        options.ApplicationAssembly = typeof(Messaging).Assembly;
        options.Discovery.DisableConventionalDiscovery().IncludeType(typeof(DeadlineDueHandler)).IncludeType(typeof(HeldLinesDueHandler));
        // The code in Internal/Generated is generated beforehand: no compiler at run time. A test fails when it must be generated anew.
        options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
        options.AutoBuildMessageStorageOnStartup = AutoCreate.None;

        options.Policies.AutoApplyTransactions();
        options.Policies.UseDurableLocalQueues();
        options.Durability.Mode = DurabilityMode.Balanced;
        options.Durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(500);
        options.Durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
        options.Durability.KeepAfterMessageHandling = TimeSpan.FromMinutes(1);
        options.Durability.RecoveryBatchSize = 500;
        // There are as many scheduled messages as waybills under way: a partition of their own keeps the queues' one small.
        options.Durability.EnableInboxPartitioning = true;
        // One node projects and leads; when it dies, another one takes over within seconds.
        options.Durability.FirstHealthCheckExecution = TimeSpan.FromMilliseconds(100);
        options.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        options.Durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(1);
        options.Durability.StaleNodeTimeout = TimeSpan.FromSeconds(5);
        // A handler that takes longer when the node stops is not waited for: its message stays in the inbox, for another node.
        options.Durability.DrainTimeout = TimeSpan.FromSeconds(5);

        // Another append came first: decide anew at once. The database is away, or its clock is wrong: retry later. Anything else: retry
        // once, then make it a dead letter, which an operator sees and replays.
        options.Policies.OnException<StreamMovedException>().RetryWithCooldown(AtOnce).Then.ScheduleRetry(Later);
        options.Policies.OnException<ClockSkewException>().ScheduleRetry(Later);
        options.Policies.OnException<NpgsqlException>(fault => fault is not PostgresException).ScheduleRetry(Later);
        options.Policies.OnAnyException().RetryWithCooldown(AtOnce).Then.MoveToErrorQueue();
    }

    public static async Task PrepareMessaging(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<IMessageStore>().Admin.MigrateAsync(AutoCreate.CreateOrUpdate);
        // Wolverine finds due messages by time, without an index. It is on the partition, because one on the table would be dropped again.
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(Sql.Text("scheduled_index"));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
