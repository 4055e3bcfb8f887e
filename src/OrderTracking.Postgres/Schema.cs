using Npgsql;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Postgres;

/// <summary>
/// Makes and upgrades the schema at start from numbered SQL files, as the schema's owner, and grants the rights of the group roles.
/// Safe when several nodes start at once. A role that does not own the schema can start only where it is up to date.
/// </summary>
internal static class Schema
{
    private const string Lock = "select pg_advisory_lock(7302025, 2)";

    /// <exception cref="InvalidOperationException">
    /// The database was made by a newer version of the service, or the schema must be upgraded and this role does not own it.
    /// </exception>
    public static async Task Upgrade(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await Run(connection, Lock, cancellationToken);
        try
        {
            if (await Ask(connection, "select to_regclass('tracking.schema_changes') is null", cancellationToken) is true)
                await Run(
                    connection,
                    """
                    create schema if not exists tracking;
                    create table tracking.schema_changes (
                        number int primary key, name text not null, made_at timestamptz not null default clock_timestamp());
                    """,
                    cancellationToken);
            var changes = Sql.SchemaChanges().ToList();
            var made = (int)(await Ask(connection, "select coalesce(max(number), 0) from tracking.schema_changes", cancellationToken))!;
            if (made > changes[^1].Number)
                throw new InvalidOperationException(
                    $"The database is at schema change {made}; this version knows {changes[^1].Number}. Run the newer version.");
            foreach (var (number, name) in changes.Where(change => change.Number > made))
                await Make(connection, number, name, cancellationToken);
            if (made < changes[^1].Number || await Ask(connection, Sql.Text("Rights.missing"), cancellationToken) is true)
                await GiveRights(connection, cancellationToken);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                $"Only its owner can make or upgrade the schema: set ORDERTRACKING_DB_MIGRATOR to the owner's connection string. "
                + $"({fault.MessageText})", fault);
        }
        finally
        {
            await Run(connection, "select pg_advisory_unlock(7302025, 2)", CancellationToken.None);
        }
    }

    private static async Task Make(NpgsqlConnection connection, int number, string name, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Run(connection, Sql.Text(name), cancellationToken);
        await using var command = new NpgsqlCommand("insert into tracking.schema_changes (number, name) values ($1, $2)", connection)
        {
            Parameters = { new() { Value = number }, new() { Value = name } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task GiveRights(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command =
            new NpgsqlCommand(Sql.Text("Rights.view_tables"), connection) { Parameters = { new() { Value = ViewTables.Tables } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
        await Run(connection, Sql.Text("Rights.grant"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<object?> Ask(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
