using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Log;

/// <summary>
/// Asks each new connection of this node for the log's epoch before anything else is asked of it: a failover breaks the connections, so
/// what comes from another server, or from a restored database, is never taken for the log that was read before. A promotion breaks no
/// connection to the standby: where a primary is wanted, none of those may be kept.
/// </summary>
internal sealed class EpochCheck(LogEpoch epoch)
{
    private volatile bool isSchemaMade;

    public Guid Current => epoch.Current;

    /// <summary>The schema is made: from here on there is an epoch to ask for.</summary>
    public async Task Begin(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        isSchemaMade = true;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await Look(connection, cancellationToken);
    }

    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    public async Task Look(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = Command(connection);
        epoch.Meet((Guid)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <exception cref="PostgresException">The server is a standby, and takes no writes; or was one when the connection began.</exception>
    public Task LookAtPrimary(NpgsqlConnection connection, CancellationToken cancellationToken) => IsStandby(connection)
        ? throw new PostgresException("The server is a standby.", "ERROR", "ERROR", PostgresErrorCodes.ReadOnlySqlTransaction)
        : Look(connection, cancellationToken);

    public Task LookAtNew(NpgsqlConnection connection, bool isPrimaryWanted)
    {
        if (isPrimaryWanted) RefuseStandby(connection);
        return isSchemaMade ? Look(connection, CancellationToken.None) : Task.CompletedTask;
    }

    public void LookAtNewSynchronously(NpgsqlConnection connection, bool isPrimaryWanted)
    {
        if (isPrimaryWanted) RefuseStandby(connection);
        if (!isSchemaMade) return;
        using var command = Command(connection);
        epoch.Meet((Guid)command.ExecuteScalar()!);
    }

    // Npgsql would give it back to the pool as soon as it knows, and out again once the server is promoted.
    private static void RefuseStandby(NpgsqlConnection connection)
    {
        if (IsStandby(connection)) throw new NpgsqlException("The server is a standby.");
    }

    // The server reports this with each connection, and again when it changes.
    private static bool IsStandby(NpgsqlConnection connection) =>
        connection.PostgresParameters.GetValueOrDefault("in_hot_standby") == "on";

    private static NpgsqlCommand Command(NpgsqlConnection connection) => new(Sql.Text("Log.epoch"), connection) { CommandTimeout = 5 };
}

internal sealed class LogEpochs(NpgsqlDataSource source) : ILogEpochs
{
    public async Task<long?> SameUpTo(Guid epoch, CancellationToken cancellationToken) => (await source.Ask(
        "Log.same_up_to", reader => reader.IsDBNull(0) ? (long?)null : reader.GetInt64(0), cancellationToken,
        QueryParameters.Id("epoch", epoch)))[0];
}
