using System.Data;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Postgres.Reports;

/// <summary>All views move in one transaction each time, so one transaction's snapshot shows all of them at one position.</summary>
internal sealed class ViewSnapshots(NpgsqlDataSource source, IViewPosition views) : IViewSnapshots
{
    private static readonly string Hold =
        $"lock table {string.Join(", ", ViewTables.All.SelectMany(view => new[] { view.Table, view.Rollup }).OfType<string>().Select(table => $"tracking.{table}"))} in access share mode";

    private static readonly AsyncLocal<NpgsqlConnection?> Ambient = new();

    /// <summary>The connection whose snapshot is asked; null where each question sees what is there when it is asked.</summary>
    public static NpgsqlConnection? Current => Ambient.Value;

    public async Task<T> Within<T>(Func<long, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        // A rebuilt table that came in after the snapshot would look empty in it: the tables are held first.
        await using (var hold = new NpgsqlCommand(Hold, connection)) await hold.ExecuteNonQueryAsync(cancellationToken);
        // It holds for what is called from here on, and is as it was where this was called from.
        Ambient.Value = connection;
        return await ask((await views.Now(cancellationToken)).Position);
    }
}
