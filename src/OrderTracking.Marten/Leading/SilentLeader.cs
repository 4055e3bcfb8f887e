using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Marten.Leading;

/// <summary>
/// Ends the session of a leader that is frozen or cut off. Wolverine's leader holds an advisory lock, which PostgreSQL keeps as long as
/// the session exists; and only who has the lock assigns the projection and the leader's tasks to another node.
/// </summary>
internal sealed partial class SilentLeader(NpgsqlDataSource source, ILogger<SilentLeader> logger) : BackgroundService
{
    private static readonly SqlFiles Sql = new(typeof(SilentLeader).Assembly, "OrderTracking.Marten.Sql.");

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await using var command = source.CreateCommand(Sql.Text("end_silent_leader"));
                if (await command.ExecuteScalarAsync(stoppingToken) is true) LogEnded();
            }
            catch (NpgsqlException)
            {
                // The database does not answer: looked at again a second later.
            }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leading node was silent for 5 seconds; another one takes over")]
    private partial void LogEnded();
}
