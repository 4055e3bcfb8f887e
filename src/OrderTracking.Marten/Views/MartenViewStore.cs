using Marten;
using Marten.Exceptions;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Views;

namespace OrderTracking.Marten.Views;

/// <summary>The view tables, written through Marten's sessions.</summary>
internal sealed class MartenViewStore(IDocumentStore store, PostgresViewStore tables) : IViewStore
{
    public Task<IReadOnlyList<ViewState>> States(CancellationToken cancellation) => tables.States(cancellation);

    public async Task<bool> Commit(long from, long to, ViewChanges changes, CancellationToken cancellation, IReadOnlyCollection<string>? views = null)
    {
        await using var session = store.LightweightSession();
        session.QueueOperation(new RowsOperation(PostgresViewStore.Move(from, to, views)));
        foreach (var table in ViewTables.All) session.QueueRows(table.Commands(changes, table.Table));
        try
        {
            await session.SaveChangesAsync(cancellation);
            return true;
        }
        catch (MartenCommandException fault) when (fault.InnerException is PostgresException { SqlState: PostgresViewStore.NotThere })
        {
            return false;
        }
    }

    public Task RequestRebuild(string? view, CancellationToken cancellation) => tables.RequestRebuild(view, cancellation);

    public Task<IReadOnlyList<string>> RebuildsDue(CancellationToken cancellation) => tables.RebuildsDue(cancellation);

    public Task<IViewRebuild> BeginRebuild(IReadOnlyCollection<string> views, CancellationToken cancellation) => tables.BeginRebuild(views, cancellation);
}

internal static class QueuedRows
{
    // What a crash takes away is worked out again from the log, rows and progress together. And a page's rows are found by
    // their keys, whatever the statistics say of tables that have just grown.
    private static readonly string[] Settings =
    [
        "set local synchronous_commit = off", "set local enable_seqscan = off", "set local enable_hashjoin = off", "set local enable_mergejoin = off",
    ];

    /// <param name="shard">
    /// The shard that writes them. That its progress has moved in this transaction, and so from where it was, is made sure of here: Marten
    /// does so by counting the rows of the whole batch, in which those of a view make up for one that is missing.
    /// </param>
    public static void QueueRows(this IDocumentOperations session, IEnumerable<NpgsqlBatchCommand> commands, string? shard = null)
    {
        var isFirst = true;
        foreach (var command in commands)
        {
            if (isFirst)
                foreach (var setting in Settings) session.QueueOperation(new RowsOperation(new(setting)));
            isFirst = false;
            session.QueueOperation(new RowsOperation(command));
        }
        if (!isFirst && shard is not null) session.QueueOperation(new RowsOperation(new($"do 'begin perform tracking.assert_moved(''{shard}''); end'")));
    }
}
