using Npgsql;
using OrderTracking.Postgres.Statements;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Postgres;

/// <summary>
/// Makes and upgrades the schema at start, as its owner and in one transaction: tables by numbered files that run once, functions and
/// triggers by files that are applied again when the text of any of them has changed, then the rights of the group roles.
/// Safe when several nodes start at once. A role that does not own the schema can start only where it is up to date.
/// </summary>
internal static class Schema
{
    /// <exception cref="InvalidOperationException">
    /// The database was made by a newer version of the service, or the schema must be upgraded and this role does not own it.
    /// </exception>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken cancellationToken) =>
        Upgrade(source, SchemaFunctions.Declared, cancellationToken);

    /// <summary>Upgrades to functions other than those of Sql/Functions, for tests.</summary>
    internal static Task Upgrade(NpgsqlDataSource source, SchemaFunctions functions, CancellationToken cancellationToken) =>
        Upgrade(source, async connection =>
        {
            await UpgradeLog(connection, functions, cancellationToken);
            await MakeKeys(connection, cancellationToken);
        }, cancellationToken);

    /// <summary>The same where the keys of persons are in a database of their own.</summary>
    /// <exception cref="InvalidOperationException">As of the other; or keys are in the log's database.</exception>
    public static async Task Upgrade(NpgsqlDataSource log, NpgsqlDataSource keys, CancellationToken cancellationToken)
    {
        await Upgrade(log, async connection =>
        {
            await UpgradeLog(connection, SchemaFunctions.Declared, cancellationToken);
            if (await Ask(connection, "Keys.are_made", cancellationToken) is true
                && await Ask(connection, "Keys.any", cancellationToken) is true)
                throw new InvalidOperationException(
                    "There are keys of persons in the log's database, and ORDERTRACKING_KEYS_DB names another: move them first.");
        }, cancellationToken);
        await Upgrade(keys, connection => MakeKeys(connection, cancellationToken), cancellationToken);
    }

    private static async Task Upgrade(
        NpgsqlDataSource source, Func<NpgsqlConnection, Task> upgrade, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await AdvisoryLocks.Run(connection, "take", AdvisoryLock.Schema, cancellationToken);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await upgrade(connection);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                $"Only its owner can make or upgrade the schema: run the command 'migrate' with ORDERTRACKING_DB_MIGRATOR, and, where the "
                + $"keys of persons have a database of their own, ORDERTRACKING_KEYS_DB_MIGRATOR. ({fault.MessageText})", fault);
        }
        finally
        {
            await AdvisoryLocks.Run(connection, "release", AdvisoryLock.Schema, CancellationToken.None);
        }
    }

    /// <summary>Checks that the tables are those of this version, without changing anything.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static async Task Check(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var known = Sql.SchemaChanges().Last().Number;
        var made = await Ask(connection, "Migration.has_begun", cancellationToken) is true
            ? (int)(await Ask(connection, "Migration.made", cancellationToken))! : 0;
        if (made != known)
            throw new InvalidOperationException(
                $"The database is at schema change {made}; this version reads {known}. A node on the primary upgrades it.");
    }

    private static async Task UpgradeLog(NpgsqlConnection connection, SchemaFunctions functions, CancellationToken cancellationToken)
    {
        if (await Ask(connection, "Migration.has_begun", cancellationToken) is false)
            await Run(connection, Sql.Text("Migration.begin"), cancellationToken);
        var isChanged = await MakeTables(connection, cancellationToken);
        isChanged |= await ApplyFunctions(connection, functions, cancellationToken);
        if (isChanged || await Ask(connection, "Rights.missing", cancellationToken) is true)
            await GiveRights(connection, cancellationToken);
    }

    private static async Task MakeKeys(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var isMade = await Ask(connection, "Keys.are_made", cancellationToken) is true;
        if (!isMade) await Run(connection, Sql.Text("Keys.make"), cancellationToken);
        if (!isMade || await Ask(connection, "Keys.rights_missing", cancellationToken) is true)
            await Run(connection, Sql.Text("Keys.grant"), cancellationToken);
    }

    private static async Task<bool> MakeTables(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var changes = Sql.SchemaChanges().ToList();
        var made = (int)(await Ask(connection, "Migration.made", cancellationToken))!;
        if (made > changes[^1].Number)
            throw new InvalidOperationException(
                $"The database is at schema change {made}; this version knows {changes[^1].Number}. Run the newer version.");
        foreach (var (number, name) in changes.Where(change => change.Number > made))
        {
            await Run(connection, Sql.Text(name), cancellationToken);
            await Run(connection, Sql.Text("Migration.note_change"), cancellationToken, number, name);
        }
        return made < changes[^1].Number;
    }

    private static async Task<bool> ApplyFunctions(
        NpgsqlConnection connection, SchemaFunctions functions, CancellationToken cancellationToken)
    {
        if (await Ask(connection, "Migration.are_functions_applied", cancellationToken, functions.Hash) is true) return false;
        await Run(connection, Sql.Text("Migration.hold_writers"), cancellationToken);
        foreach (var text in functions.Texts) await Run(connection, text, cancellationToken);
        await Run(connection, Sql.Text("Migration.drop_undeclared"), cancellationToken);
        await Run(connection, Sql.Text("Migration.note_functions"), cancellationToken, functions.Hash);
        return true;
    }

    private static async Task GiveRights(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await Run(connection, Sql.Text("Rights.view_tables"), cancellationToken, (object)ViewTables.Tables);
        await Run(connection, Sql.Text("Rights.grant"), cancellationToken);
    }

    private static async Task<object?> Ask(
        NpgsqlConnection connection, string name, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(connection, Sql.Text(name), parameters);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task Run(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
