using System.Data;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Statements;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Postgres.Reports;

/// <summary>All views advance in one transaction, so a snapshot of one transaction shows all of them at one position.</summary>
internal sealed class ViewSnapshots(NpgsqlDataSource source, IViewPosition views) : IViewSnapshots
{
    private static readonly string Tables = string.Join(
        ", ",
        ViewTables.All.SelectMany(view => new[] { view.Table, view.Rollup }).OfType<string>().Select(table => $"tracking.{table}"));

    private static readonly string Hold = $"lock table {Tables} in access share mode";

    public async Task<T> Within<T>(Func<long, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        // A rebuilt table that is swapped in after the snapshot would look empty in it, so the tables are locked before the snapshot.
        await using (var hold = new NpgsqlCommand(Hold, connection)) await hold.ExecuteNonQueryAsync(cancellationToken);
        SnapshotConnection.Current = connection;
        return await ask((await views.Now(cancellationToken)).Position);
    }
}
