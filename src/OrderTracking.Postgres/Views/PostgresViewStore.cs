using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain;
using OrderTracking.Domain.Projections;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Views;

/// <summary>The rows of the views and their position.</summary>
internal sealed class PostgresViewStore(NpgsqlDataSource source, Company company, SealedPersons persons) : IViewStore
{
    internal const string NotThere = "OT001";

    public async Task Register(CancellationToken cancellationToken)
    {
        await using var command = Sql.Statement("Views.register").Command(source, Known());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ViewState>> States(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql.Text("Views.states"));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var states = new List<ViewState>();
        while (await reader.ReadAsync(cancellationToken))
            states.Add(new(
                reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetBoolean(3),
                reader.IsDBNull(4) ? null : JsonSerializer.Deserialize<RebuildSummary>(reader.GetString(4))));
        return states;
    }

    public async Task<bool> Commit(long from, long to, ViewChanges changes, CancellationToken cancellationToken)
    {
        await persons.Seal(changes, cancellationToken);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // In a round trip of its own: preparing the statements already locks the view tables, and while a rebuild holds the position,
            // this would wait for it with the tables that its swap needs.
            await using (var move = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands = { new("set local idle_in_transaction_session_timeout = '5s'"), Move(from, to) },
            })
                await move.ExecuteNonQueryAsync(cancellationToken);
            await Write(connection, transaction, changes, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException fault) when (fault.SqlState == NotThere)
        {
            return false;
        }
    }

    public async Task RequestRebuild(string? view, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql.Text("Views.request_rebuild"));
        command.Parameters.Add(new() { Value = (object?)view ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> RebuildsDue(CancellationToken cancellationToken)
    {
        await using var command = Sql.Statement("Views.rebuilds_due").Command(source, Known());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var views = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) views.Add(reader.GetString(0));
        return views;
    }

    public async Task<IViewRebuild> BeginRebuild(IReadOnlyCollection<string> views, CancellationToken cancellationToken)
    {
        var rebuild = new PostgresRebuild(source, company, persons, [.. ViewTables.All.Where(table => views.Contains(table.View.Name))]);
        await rebuild.Begin(cancellationToken);
        return rebuild;
    }

    /// <summary>Writes rows in the caller's transaction, which the caller commits.</summary>
    /// <param name="changes">Their persons are sealed.</param>
    internal static async Task Write(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ViewChanges changes, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { new(Sql.Text("Views.settings")) } };
        foreach (var table in ViewTables.All)
            foreach (var command in table.Commands(changes, table.Table)) batch.BatchCommands.Add(command);
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static NpgsqlBatchCommand Move(long from, long to) =>
        new(Sql.Text("Views.move")) { Parameters = { new() { Value = from }, new() { Value = to } } };

    private NpgsqlParameter[] Known() =>
    [
        QueryParameters.Texts("names", ViewTables.Names),
        QueryParameters.Array("versions", ViewTables.Versions, NpgsqlDbType.Integer),
        QueryParameters.Text("zone", company.Zone.Id),
    ];
}
