using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain;
using OrderTracking.Domain.Projections;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Views;

/// <summary>Builds views in staging tables, and swaps these with the live ones under a short exclusive lock.</summary>
internal sealed class PostgresRebuild(
    NpgsqlDataSource source, Company company, SealedPersons persons, IReadOnlyList<ViewTable> tables) : IViewRebuild
{
    private const int SwapTries = 3;
    private const string BeforeSwap = "before_swap";

    // So that two cores are kept busy to the end. More would only take memory: PostgreSQL itself splits the building of a large index.
    private const int StepsAtOnce = 2;

    // Two nodes may believe for a moment that they lead, so each fills staging tables of its own.
    private readonly string mark = Guid.NewGuid().ToString("n")[..8];
    private DateTime begunAt;
    private bool isSummedUp, isSwapped;
    private NpgsqlTransaction? hold;

    public async Task Begin(CancellationToken cancellationToken)
    {
        await using var now = source.CreateCommand("select clock_timestamp()");
        begunAt = (DateTime)(await now.ExecuteScalarAsync(cancellationToken))!;
        await DropLeftovers(cancellationToken);
        foreach (var table in tables)
        {
            await Run("select tracking.make_rebuild($1, $2, false)", cancellationToken, table.Table, mark);
            if (table.Rollup is { } rollup) await Run("select tracking.make_rebuild($1, $2, true)", cancellationToken, rollup, mark);
        }
    }

    // Nobody reads these tables before the swap, so each is filled by a transaction and a connection of its own.
    public async Task Fill(ViewChanges rows, CancellationToken cancellationToken)
    {
        await persons.Seal(rows, cancellationToken);
        await Task.WhenAll(tables.Select(async table =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var settings = new NpgsqlCommand(Sql.Text("Views.settings"), connection, transaction);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            await table.Copy(rows, StagingName(table.Table), connection, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }));
    }

    // Indexes and roll-ups are built once, after most rows are in, which costs far less than updating them by each row.
    public async Task Filled(CancellationToken cancellationToken)
    {
        if (isSummedUp) return;
        var steps = new List<(string Sql, string[] Parameters)>();
        foreach (var table in tables)
            if (table.Rollup is { } rollup) steps.Add(("select tracking.sum_rebuild($1, $2, $3)", [table.Table, rollup, mark]));
        foreach (var (table, index) in await Indexes(cancellationToken))
            steps.Add(("select tracking.index_rebuild($1, $2, $3)", [table, mark, index]));
        foreach (var name in tables.SelectMany(Names)) steps.Add(("select tracking.analyze_rebuild($1, $2)", [name, mark]));
        await Parallel.ForEachAsync(steps,
            new ParallelOptions { MaxDegreeOfParallelism = StepsAtOnce, CancellationToken = cancellationToken },
            async (step, stop) => await Run(step.Sql, stop, step.Parameters));
        isSummedUp = true;
    }

    public async Task Replace(IReadOnlyCollection<string> waybills, ViewChanges rows, CancellationToken cancellationToken)
    {
        await Filled(cancellationToken);
        await persons.Seal(rows, cancellationToken);
        await Write(tables.SelectMany(table => table.Commands(rows, StagingName(table.Table))
            .Prepend(table.Drop(waybills, StagingName(table.Table)))), cancellationToken);
    }

    public async Task<long> HoldViews(CancellationToken cancellationToken)
    {
        await Release();
        var connection = await source.OpenConnectionAsync(cancellationToken);
        hold = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, hold)
        {
            BatchCommands = { new("set local idle_in_transaction_session_timeout = '5s'"), new(Sql.Text("Views.hold")) },
        };
        return (long?)await batch.ExecuteScalarAsync(cancellationToken) ?? 0;
    }

    public async Task<bool> Swap(long position, RebuildSummary summary, CancellationToken cancellationToken)
    {
        await Filled(cancellationToken);
        if (hold is null) await HoldViews(cancellationToken);
        try
        {
            // While a long report holds the live table, waiting for the lock would block all other readers behind it: give up and try
            // again.
            for (var attempt = 1; ; attempt++)
                try
                {
                    await hold!.SaveAsync(BeforeSwap, cancellationToken);
                    await TrySwap(hold, position, summary, cancellationToken);
                    return isSwapped = true;
                }
                catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < SwapTries)
                {
                    await hold!.RollbackAsync(BeforeSwap, cancellationToken);
                    await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), cancellationToken);
                }
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresViewStore.NotThere)
        {
            return false;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new ViewsInUseException(fault);
        }
        finally
        {
            await Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Release();
        try
        {
            // Only a leader's rebuild is swapped in, so what others have left is dropped with its own. One that was abandoned drops its own
            // alone, because its successor may be filling tables already.
            if (isSwapped) await DropLeftovers(CancellationToken.None);
            else foreach (var name in tables.SelectMany(Names)) await Drop(name, mark, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // Ignored: the next rebuild drops what is left.
        }
    }

    // Ends the transaction that holds the views; what has not been committed by then is undone.
    private async Task Release()
    {
        if (hold?.Connection is { } connection) await connection.DisposeAsync();
        if (hold is not null) await hold.DisposeAsync();
        hold = null;
    }

    private async Task TrySwap(NpgsqlTransaction transaction, long position, RebuildSummary summary, CancellationToken cancellationToken)
    {
        // Locks in the order of a commit of rows: the position is held already, now the tables.
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { new("set local lock_timeout = '200ms'") },
        };
        // A roll-up is locked before its table, in the order in which figures read them; otherwise a reader and this swap could deadlock.
        batch.BatchCommands.Add(
            new($"lock table {string.Join(", ", tables.SelectMany(table => Names(table).Reverse()).Select(name => $"tracking.{name}"))}"));
        // Checked here: views that had not begun had no position row to hold, and may have begun before the tables were locked.
        batch.BatchCommands.Add(PostgresViewStore.Move(position, position));
        foreach (var table in tables)
            batch.BatchCommands.Add(new("select tracking.swap_rebuild($1, $2, $3)")
            {
                Parameters =
                {
                    new() { Value = table.Table },
                    new() { Value = (object?)table.Rollup ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = mark },
                },
            });
        batch.BatchCommands.Add(Sql.Statement("Views.rebuild_done").BatchCommand(
            QueryParameters.Texts("names", tables.Select(table => table.View.Name)),
            QueryParameters.Array("versions", tables.Select(table => table.View.Version), NpgsqlDbType.Integer),
            new("summary", NpgsqlDbType.Jsonb) { Value = JsonSerializer.Serialize(summary) },
            QueryParameters.Time("begun_at", begunAt), QueryParameters.Text("zone", company.Zone.Id)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task Write(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { new(Sql.Text("Views.settings")) } };
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Drops the staging tables of a rebuild that died. If it is alive, on a node that no longer leads, it fails for want of them; those
    // that it is using are left to the next rebuild.
    private async Task DropLeftovers(CancellationToken cancellationToken)
    {
        var leftovers = new List<(string Name, string Mark)>();
        await using (var look = source.CreateCommand(Sql.Text("Views.leftovers")))
        {
            look.Parameters.Add(new() { Value = tables.SelectMany(Names).ToArray() });
            await using var reader = await look.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) leftovers.Add((reader.GetString(0), reader.GetString(1)));
        }
        foreach (var (name, its) in leftovers)
            try
            {
                await Drop(name, its, cancellationToken);
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // As by a node that was frozen while it copied rows: it holds its table as long as its connection lasts.
            }
    }

    private async Task<List<(string Table, string Index)>> Indexes(CancellationToken cancellationToken)
    {
        var indexes = new List<(string, string)>();
        await using var look = source.CreateCommand(Sql.Text("Views.indexes"));
        look.Parameters.Add(new() { Value = tables.Select(table => table.Table).ToArray() });
        await using var reader = await look.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) indexes.Add((reader.GetString(0), reader.GetString(1)));
        return indexes;
    }

    private Task Drop(string name, string its, CancellationToken cancellationToken) =>
        Run("select tracking.drop_rebuild($1, $2)", cancellationToken, name, its);

    private async Task Run(string sql, CancellationToken cancellationToken, params string[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        // No timeout: summing up a whole table may take long.
        command.CommandTimeout = 0;
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // A table and its roll-up.
    private static IEnumerable<string> Names(ViewTable table) => table.Rollup is { } rollup ? [table.Table, rollup] : [table.Table];

    /// <summary>The name of the staging table for a live one.</summary>
    public string StagingName(string name) => $"{name}_rebuild_{mark}";
}
