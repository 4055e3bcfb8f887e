using Npgsql;

namespace OrderTracking.Postgres;

/// <summary>
/// Makes sure that all nodes on a database run the same engine. It is a session's advisory lock, so PostgreSQL releases it when the
/// node ends, however it ends.
/// </summary>
public sealed class EngineLock(NpgsqlDataSource source) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly string[] Engines = ["postgres", "marten"];

    private NpgsqlConnection? connection;
    private string? holder;

    /// <exception cref="EngineHeldException">The other engine holds the database.</exception>
    public async Task Take(string engine, CancellationToken cancellationToken)
    {
        var number = Array.IndexOf(Engines, engine);
        var taking = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new NpgsqlBatch(taking)
            {
                BatchCommands =
                {
                    // The check and the lock must not interleave with those of another node.
                    AdvisoryLocks.Command("take_until_commit", AdvisoryLock.EngineChoice),
                    new(Sql.Text("Engine.hold")) { Parameters = { new() { Value = number }, new() { Value = 1 - number } } },
                },
            };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (!reader.GetBoolean(0))
                throw new EngineHeldException(
                    $"the engine '{Engines[1 - number]}' holds the database; stop it before '{engine}' is started, or set "
                    + $"ORDERTRACKING_ENGINE to '{Engines[1 - number]}'.");
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
                await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = 5 };
                await command.ExecuteScalarAsync(cancellationToken);
            }
            catch (NpgsqlException)
            {
                await Release();
            }
        }
    }

    public ValueTask DisposeAsync() => Release();

    private async ValueTask Release()
    {
        if (connection is not { } held) return;
        connection = null;
        try
        {
            await using var command = new NpgsqlCommand(Sql.Text("Locks.release_shared"), held)
            {
                Parameters = { new() { Value = AdvisoryLocks.EngineClass }, new() { Value = Array.IndexOf(Engines, holder) } },
            };
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }
        await held.DisposeAsync();
    }
}

/// <summary>The other engine holds the database.</summary>
public sealed class EngineHeldException(string message) : InvalidOperationException(message);
