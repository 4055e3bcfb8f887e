using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrderTracking.Postgres.Log;

/// <summary>
/// Hears of appends: of this node's at once, of other nodes' through PostgreSQL, on the channel of Marten's own appends and daemon.
/// A missed notification delays a view by a second at most, because whoever waits also looks by himself.
/// </summary>
internal sealed partial class AppendListener : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly ILogger logger;
    private readonly SemaphoreSlim heard = new(0, 1);
    private readonly CancellationTokenSource stopping = new();
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromMilliseconds(60);

    private readonly SemaphoreSlim tell = new(0, 1);
    private readonly Task listening, telling;

    public AppendListener(NpgsqlDataSource source, ILogger<AppendListener> logger)
    {
        this.source = source;
        this.logger = logger;
        listening = Task.Run(Listen);
        telling = Task.Run(Tell);
    }

    public Task Wait(TimeSpan atMost, CancellationToken cancellationToken) => heard.WaitAsync(atMost, cancellationToken);

    /// <summary>This node has appended. The others are told apart from the append, and not for each one.</summary>
    public void Appended()
    {
        Release(heard);
        Release(tell);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(listening, telling);
        tell.Dispose();
        stopping.Dispose();
        heard.Dispose();
    }

    private async Task Listen()
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                await using var connection = await source.OpenConnectionAsync(stopping.Token);
                connection.Notification += (_, _) => Release(heard);
                await using (var command = new NpgsqlCommand("listen mt_events_appended", connection))
                    await command.ExecuteNonQueryAsync(stopping.Token);
                Release(heard);
                while (true) await connection.WaitAsync(stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Without it views are a second late instead of at once: say so and try again.
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
                await using (var command = source.CreateCommand("notify mt_events_appended")) await command.ExecuteNonQueryAsync(stopping.Token);
                await Task.Delay(BetweenNotices, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                // Marten's store, which goes first, takes the data source with it.
                return;
            }
            catch (NpgsqlException)
            {
                // The others look by themselves within a second, and the appends say what is wrong with the database.
                await Task.Delay(TimeSpan.FromSeconds(1), stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    // One waiter each: a signal that nobody waits for is kept, more of them are the same.
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection that hears of appends; views may be a second behind until it is back")]
    private partial void LogLost(Exception fault);
}
