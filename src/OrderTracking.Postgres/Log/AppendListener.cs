using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrderTracking.Postgres.Log;

/// <summary>
/// Signals appends to those who wait for them: this node's directly, other nodes' by LISTEN on the channel that Marten uses too.
/// A missed notification delays a view by at most one second, because waiters poll each second.
/// </summary>
internal sealed partial class AppendListener : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromMilliseconds(60);

    private readonly SemaphoreSlim tell = new(0, 1);
    private readonly Task listening, telling;
    // What the readers of this node wait for; null when nobody has asked since the last append.
    private TaskCompletionSource? next;

    public AppendListener(NpgsqlDataSource source, ILogger<AppendListener> logger)
    {
        this.source = source;
        this.logger = logger;
        listening = Task.Run(Listen);
        telling = Task.Run(Tell);
    }

    /// <summary>Completes at the next signal. Continuations run elsewhere, so that they do not delay whoever appended.</summary>
    public Task NextAppend()
    {
        if (Volatile.Read(ref next) is { } waited) return waited.Task;
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref next, made, null) ?? made).Task;
    }

    /// <summary>This node has appended. Other nodes are notified apart from the append, and once for several appends.</summary>
    public void Appended()
    {
        Signal();
        Release(tell);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(listening, telling);
        tell.Dispose();
        stopping.Dispose();
    }

    private async Task Listen()
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                await using var connection = await source.OpenConnectionAsync(stopping.Token);
                connection.Notification += (_, _) => Signal();
                await using (var command = new NpgsqlCommand("listen mt_events_appended", connection))
                    await command.ExecuteNonQueryAsync(stopping.Token);
                Signal();
                while (true) await connection.WaitAsync(stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
            {
                // A standby has no notifications.
                await Task.Delay(TimeSpan.FromSeconds(1), stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // Without notifications views are up to a second late: log it and connect again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogLost(fault);
                await Task.Delay(TimeSpan.FromSeconds(1), stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private async Task Tell()
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                await tell.WaitAsync(stopping.Token);
                await using (var command = source.CreateCommand("notify mt_events_appended"))
                    await command.ExecuteNonQueryAsync(stopping.Token);
                await Task.Delay(BetweenNotices, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                // Marten's store is disposed first and disposes of the data source with it.
                return;
            }
            catch (NpgsqlException)
            {
                // Waiters poll each second meanwhile, and failing appends report what is wrong with the database.
                await Task.Delay(TimeSpan.FromSeconds(1), stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private void Signal() => Interlocked.Exchange(ref next, null)?.TrySetResult();

    // The semaphore has one waiter and counts to one: a signal is kept until it is waited for, and several are one.
    private static void Release(SemaphoreSlim signal)
    {
        try
        {
            if (signal.CurrentCount == 0) signal.Release();
        }
        catch (SemaphoreFullException)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Lost the connection that hears of appends; views may be a second behind until it is back")]
    private partial void LogLost(Exception fault);
}
