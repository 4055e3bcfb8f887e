using Npgsql;
using OrderTracking.Application.Sandbox;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Sandbox;

/// <summary>What makes a database a sandbox's, after its schema was made: tables of its own, and another clock of recorded times.</summary>
internal static class SandboxSchema
{
    /// <summary>
    /// Makes an empty database a sandbox's, if the service is one; and gives it its clock again after an upgrade of the schema's functions
    /// took that away.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The database is a sandbox's and the service is none, or the database has events that are no sandbox's.
    /// </exception>
    public static async Task Prepare(NpgsqlDataSource source, SandboxMode mode, CancellationToken cancellationToken)
    {
        var isMade = await Ask(source, "Sandbox.is_made", cancellationToken);
        if (isMade && !mode.IsOn)
            throw new InvalidOperationException(
                "The database is a sandbox's, with times of a clock that was moved; start it by ops/run --sandbox, or use another one.");
        if (!mode.IsOn) return;
        if (!isMade && await Ask(source, "Sandbox.has_events", cancellationToken))
            throw new InvalidOperationException("The database has events that are no sandbox's; a sandbox needs a database of its own.");
        if (isMade && await Ask(source, "Sandbox.has_clock", cancellationToken)) return;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var make = new NpgsqlCommand(Sql.Text("Sandbox.make"), connection);
        try
        {
            await make.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                "Only its owner can make a database a sandbox's: run the command 'migrate' with ORDERTRACKING_DB_MIGRATOR and "
                + "ORDERTRACKING_SANDBOX.", fault);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<bool> Ask(NpgsqlDataSource source, string name, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql.Text(name));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
