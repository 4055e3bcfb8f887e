using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;

namespace OrderTracking.Postgres.Views;

/// <summary>Tables beside the live ones, filled and swapped in under a short exclusive lock.</summary>
internal sealed class PostgresRebuild(NpgsqlDataSource source, Company company, IReadOnlyList<ViewTable> tables) : IViewRebuild
{
    private const int SwapTries = 50;

    // Two nodes may both believe for a moment that they lead: each fills tables of its own.
    private readonly string mark = Guid.NewGuid().ToString("n")[..8];
    private DateTime begunAt;

    public async Task Begin(CancellationToken cancellation)
    {
        await using var now = source.CreateCommand("select clock_timestamp()");
        begunAt = (DateTime)(await now.ExecuteScalarAsync(cancellation))!;
        await DropLeftovers(cancellation);
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand($"create table tracking.{Beside(table)} (like tracking.{table.Table} including all)");
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    // Nobody reads these tables before the swap, so they need not be filled in step: each on a connection of its own.
    public Task Fill(ViewChanges rows, CancellationToken cancellation) =>
        Task.WhenAll(tables.Select(table => Write(table.Commands(rows, Beside(table)), cancellation)));

    public Task Replace(IReadOnlyCollection<string> waybills, ViewChanges rows, CancellationToken cancellation) => Write(
        tables.SelectMany(table => table.Commands(rows, Beside(table)).Prepend(ViewTable.Drop(waybills, Beside(table)))), cancellation);

    public async Task<bool> Swap(long position, RebuildFacts facts, CancellationToken cancellation)
    {
        foreach (var table in tables)
        {
            await using var analyze = source.CreateCommand($"analyze tracking.{Beside(table)}");
            await analyze.ExecuteNonQueryAsync(cancellation);
        }
        // A long report holds the live table; queueing behind it would make every other reader wait. Better to come again.
        for (var attempt = 1; ; attempt++)
            try
            {
                await TrySwap(position, facts, cancellation);
                return true;
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresViewStore.NotThere)
            {
                return false;
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < SwapTries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), cancellation);
            }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var table in tables)
            try
            {
                await using var command = source.CreateCommand($"drop table if exists tracking.{Beside(table)}");
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // The next rebuild begins by dropping what is left.
            }
    }

    private async Task TrySwap(long position, RebuildFacts facts, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("set local lock_timeout = '200ms'"),
                // In the order of a commit of rows: first the position, which also says that it is still so, then the tables.
                new(Sql.Text("Views.move")) { Parameters = { new() { Value = position }, new() { Value = position } } },
            },
        };
        foreach (var table in tables)
        {
            batch.BatchCommands.Add(new($"drop table tracking.{table.Table}"));
            batch.BatchCommands.Add(new($"alter table tracking.{Beside(table)} rename to {table.Table}"));
        }
        batch.BatchCommands.Add(new(Sql.Text("Views.rebuild_done"))
        {
            Parameters =
            {
                new() { Value = tables.Select(table => table.View).ToArray() }, new() { Value = tables.Select(table => table.Version).ToArray() },
                new() { Value = JsonSerializer.Serialize(facts), NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = begunAt },
                new() { Value = company.Zone.Id },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task Write(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { new(Sql.Text("Views.settings")) } };
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.PrepareAsync(cancellation);
        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    // What a rebuild that died has left. If it lives, on a node that does not know yet that it leads no more, it fails.
    private async Task DropLeftovers(CancellationToken cancellation)
    {
        var leftovers = new List<string>();
        await using (var look = source.CreateCommand(Sql.Text("Views.leftovers")))
        {
            look.Parameters.Add(new() { Value = tables.Select(table => table.Table).ToArray() });
            await using var reader = await look.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) leftovers.Add(reader.GetString(0));
        }
        foreach (var leftover in leftovers)
        {
            await using var drop = source.CreateCommand($"drop table if exists tracking.{leftover}");
            await drop.ExecuteNonQueryAsync(cancellation);
        }
    }

    private string Beside(ViewTable table) => $"{table.Table}_rebuild_{mark}";
}
