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

    /// <summary>
    /// Keeps a rebuild from swapping a table: one that is swapped in after a snapshot would look empty in it, so it comes before that.
    /// </summary>
    internal static readonly string Hold = $"lock table {Tables} in access share mode";

    public async Task<T> Within<T>(Func<long, Task<T>> ask, CancellationToken cancellationToken)
    {
        // A question about the past has its rows by now, all of one position.
        if (QuestionMoment.Current is { } past && SnapshotConnection.Current is not null) return await ask(past.Position);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using (var hold = new NpgsqlCommand(Hold, connection)) await hold.ExecuteNonQueryAsync(cancellationToken);
        using var snapshot = new SnapshotConnection(source, connection);
        SnapshotConnection.Current = snapshot;
        return await ask((await views.Now(cancellationToken)).Position);
    }
}
