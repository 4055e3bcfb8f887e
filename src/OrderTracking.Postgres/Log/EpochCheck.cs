using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Log;

/// <summary>
/// Asks each new connection of this node for the log's epoch before anything else is asked of it: a failover breaks the connections, so
/// what comes from another server, or from a restored database, is never taken for the log that was read before.
/// </summary>
internal sealed class EpochCheck(LogEpoch epoch)
{
    private volatile bool isSchemaMade;

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

    public Task LookAtNew(NpgsqlConnection connection) => isSchemaMade ? Look(connection, CancellationToken.None) : Task.CompletedTask;

    public void LookAtNewSynchronously(NpgsqlConnection connection)
    {
        if (!isSchemaMade) return;
        using var command = Command(connection);
        epoch.Meet((Guid)command.ExecuteScalar()!);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection) => new(Sql.Text("Log.epoch"), connection) { CommandTimeout = 5 };
}

internal sealed class LogEpochs(NpgsqlDataSource source) : ILogEpochs
{
    public async Task<long?> SameUpTo(Guid epoch, CancellationToken cancellationToken) => (await source.Ask(
        "Log.same_up_to", reader => reader.IsDBNull(0) ? (long?)null : reader.GetInt64(0), cancellationToken,
        QueryParameters.Id("epoch", epoch)))[0];
}
