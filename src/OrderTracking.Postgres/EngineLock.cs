using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Log;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres;

/// <summary>
/// Makes sure that all nodes on a database run the same engine. It is a session's advisory lock, so PostgreSQL releases it when the
/// node ends, however it ends.
/// </summary>
internal sealed class EngineLock(NpgsqlDataSource source, EpochCheck epoch, SessionLoss loss) : IEngineLock, IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly string[] Engines = ["postgres", "marten"];

    private NpgsqlConnection? connection;
    private string? holder;

    /// <exception cref="EngineHeldException">The other engine holds the database.</exception>
    public async Task Take(string engine, CancellationToken cancellationToken)
    {
        var other = Engines.Single(name => name != engine);
        var taking = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new NpgsqlBatch(taking)
            {
                BatchCommands =
                {
                    // The check and the lock must not interleave with those of another node.
                    AdvisoryLocks.Command("take_until_commit", AdvisoryLock.EngineChoice),
                    new(Sql.Text("Engine.hold")) { Parameters = { new() { Value = NumberOf(engine) }, new() { Value = NumberOf(other) } } },
                },
            };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (!reader.GetBoolean(0))
                throw new EngineHeldException(
                    $"the engine '{other}' holds the database; stop it before '{engine}' is started, or set "
                    + $"ORDERTRACKING_ENGINE to '{other}'.");
        }
        catch
        {
            await taking.DisposeAsync();
            throw;
        }
        (connection, holder) = (taking, engine);
    }

    /// <summary>Holds the database until it is cancelled, and takes the lock again when its session is lost.</summary>
    /// <exception cref="EngineHeldException">The other engine took the database while the session was lost.</exception>
    public async Task Keep(CancellationToken cancellationToken)
    {
        var engine = holder ?? throw new InvalidOperationException("The database is not held yet.");
        while (true)
        {
            await Task.Delay(BetweenLooks, cancellationToken);
            try
            {
                if (connection is null) await Take(engine, cancellationToken);
                if (await IsReadOnly(connection!, cancellationToken))
                {
                    // What was the primary is a standby now. Its connections are given up, so that the next ones go to whichever server has
                    // its address, or is the primary, by then.
                    source.Clear();
                    throw new NpgsqlException("The server takes no writes.");
                }
                // A standby that this node is connected to may have been promoted.
                await epoch.Look(connection!, cancellationToken);
            }
            catch (NpgsqlException)
            {
                await loss.Tell();
                await Release();
            }
        }
    }

    public ValueTask DisposeAsync() => Release();

    private static async Task<bool> IsReadOnly(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("show transaction_read_only", connection) { CommandTimeout = 5 };
        return await command.ExecuteScalarAsync(cancellationToken) is "on";
    }

    private async ValueTask Release()
    {
        if (connection is not { } held || holder is not { } engine) return;
        connection = null;
        try
        {
            await using var command = new NpgsqlCommand(Sql.Text("Locks.release_shared"), held)
            {
                Parameters = { new() { Value = AdvisoryLocks.EngineClass }, new() { Value = NumberOf(engine) } },
            };
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }
        await held.DisposeAsync();
    }

    // The key of its advisory lock.
    private static int NumberOf(string engine) => Array.IndexOf(Engines, engine);
}
