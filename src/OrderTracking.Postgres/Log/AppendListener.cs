using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrderTracking.Postgres.Log;

/// <summary>Hears of appends on any node. It only hurries: whoever waits also looks by himself from time to time.</summary>
internal sealed partial class AppendListener : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly ILogger logger;
    private readonly SemaphoreSlim heard = new(0, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task listening;

    public AppendListener(NpgsqlDataSource source, ILogger<AppendListener> logger)
    {
        this.source = source;
        this.logger = logger;
        listening = Task.Run(Listen);
    }

    public Task Wait(TimeSpan atMost, CancellationToken cancellation) => heard.WaitAsync(atMost, cancellation);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await listening;
        stopping.Dispose();
        heard.Dispose();
    }

    private async Task Listen()
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                await using var connection = await source.OpenConnectionAsync(stopping.Token);
                connection.Notification += (_, _) => Wake();
                await using (var command = new NpgsqlCommand("listen ordertracking_appended", connection))
                    await command.ExecuteNonQueryAsync(stopping.Token);
                Wake();
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

    // One waiter, the projector: a wake-up that nobody waits for is kept, more of them are the same.
    private void Wake()
    {
        try
        {
            if (heard.CurrentCount == 0) heard.Release();
        }
        catch (SemaphoreFullException)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection that hears of appends; views may be a second behind until it is back")]
    private partial void LogLost(Exception fault);
}
