using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres;

/// <summary>
/// One leader per database: the node whose session holds an advisory lock, which PostgreSQL releases when the session ends, however
/// it ends. The server ends a session that is silent for 5 seconds, so that a node that is frozen or cut off does not lead on. Two nodes
/// may believe for a moment that they lead; that is harmless, because the views' position is moved by compare-and-set.
/// </summary>
internal sealed class PostgresElection(NpgsqlDataSource source) : IElection
{
    public async Task<ILease?> TryLead(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            if (await AdvisoryLocks.Run(connection, "lead", AdvisoryLock.Leader, cancellationToken) is true)
                return new Lease(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    private sealed class Lease : ILease
    {
        private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

        private readonly NpgsqlConnection connection;
        private readonly CancellationTokenSource lost = new(), stopping = new();
        private readonly Task watching;

        public Lease(NpgsqlConnection connection)
        {
            this.connection = connection;
            watching = Watch();
        }

        public CancellationToken Lost => lost.Token;

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await watching;
            try
            {
                await AdvisoryLocks.Run(connection, "stop_leading", AdvisoryLock.Leader, CancellationToken.None);
            }
            catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
            {
                // The session is gone, and the lock with it.
            }
            await connection.DisposeAsync();
            lost.Dispose();
            stopping.Dispose();
        }

        private async Task Watch()
        {
            try
            {
                while (true)
                {
                    await Task.Delay(BetweenLooks, stopping.Token);
                    await using var command = new NpgsqlCommand("show transaction_read_only", connection) { CommandTimeout = 5 };
                    // A standby gives the lock as well, but nothing can be done there.
                    if (await command.ExecuteScalarAsync(CancellationToken.None) is "on") break;
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException)
            {
            }
            await lost.CancelAsync();
        }
    }
}
